//! Which model this process hears with: the user's own, where there is one.

use std::{
    env::{self, consts},
    ffi::OsString,
    path::{self, PathBuf},
    sync::OnceLock,
};

use engine::inference::{MODEL_VARIABLE, ModelSource};

/// The source of the model: the folder that the environment variable [`MODEL_VARIABLE`] names (where it is empty,
/// the built-in model), else the folder `model` in the user's configuration, else the built-in model. Decided at
/// the first call, so that all instances of the process agree.
pub fn source() -> &'static ModelSource {
    static SOURCE: OnceLock<ModelSource> = OnceLock::new();
    SOURCE.get_or_init(|| choose(consts::OS, |name| env::var_os(name)))
}

fn choose(system: &str, variable: impl Fn(&str) -> Option<OsString>) -> ModelSource {
    match variable(MODEL_VARIABLE) {
        Some(named) if named.is_empty() => ModelSource::Builtin,
        Some(named) => {
            let named = PathBuf::from(named);
            // The worker reads it later, and the host may change its folder until then.
            ModelSource::Folder(path::absolute(&named).unwrap_or(named))
        }
        None => user_folder(system, variable)
            .filter(|folder| folder.exists())
            .map_or(ModelSource::Builtin, ModelSource::Folder),
    }
}

/// Where a user's own model stands, as each system wants it.
// Not `directories`: it asks the system that it runs on, and these places are tried for each system on any.
fn user_folder(system: &str, variable: impl Fn(&str) -> Option<OsString>) -> Option<PathBuf> {
    // The XDG Base Directory Specification has relative paths ignored; the others never are.
    let folder = |name| variable(name).map(PathBuf::from).filter(|folder| folder.is_absolute());
    let own = match system {
        "windows" => folder("APPDATA")?.join("AI-Mixtapes"),
        "macos" => folder("HOME")?.join("Library").join("Application Support").join("AI-Mixtapes"),
        _ => {
            let config = folder("XDG_CONFIG_HOME").or_else(|| Some(folder("HOME")?.join(".config")));
            config?.join("ai-mixtapes")
        }
    };
    Some(own.join("model"))
}

#[cfg(test)]
mod tests {
    use std::fs;

    use super::*;

    /// An environment of these variables.
    fn with<'a>(variables: &'a [(&str, &str)]) -> impl Fn(&str) -> Option<OsString> + 'a {
        |name| variables.iter().find(|(known, _)| *known == name).map(|(_, value)| value.into())
    }

    #[test]
    fn the_variable_rules_whether_its_folder_exists_or_not() {
        let home = tempfile::tempdir().unwrap();
        fs::create_dir_all(home.path().join(".config/ai-mixtapes/model")).unwrap();
        let home = home.path().to_str().unwrap();
        let missing = env::temp_dir().join("ai-mixtapes-no-such-model");
        let variables = [("HOME", home), (MODEL_VARIABLE, missing.to_str().unwrap())];
        assert_eq!(choose("linux", with(&variables)), ModelSource::Folder(missing.clone()));
        assert_eq!(choose("linux", with(&[("HOME", home), (MODEL_VARIABLE, "")])), ModelSource::Builtin);
    }

    #[test]
    fn a_relative_folder_is_one_of_the_moment() {
        let here = env::current_dir().unwrap().join("mine");
        assert_eq!(choose("linux", with(&[(MODEL_VARIABLE, "mine")])), ModelSource::Folder(here));
    }

    #[test]
    fn without_it_the_users_own_folder_is_taken_if_it_exists() {
        let home = tempfile::tempdir().unwrap();
        let variables = [("HOME", home.path().to_str().unwrap()), ("APPDATA", home.path().to_str().unwrap())];
        for (system, folder) in [
            ("linux", ".config/ai-mixtapes/model"),
            ("macos", "Library/Application Support/AI-Mixtapes/model"),
            ("windows", "AI-Mixtapes/model"),
        ] {
            assert_eq!(choose(system, with(&variables)), ModelSource::Builtin, "{system}");
            let folder = home.path().join(folder);
            fs::create_dir_all(&folder).unwrap();
            assert_eq!(choose(system, with(&variables)), ModelSource::Folder(folder), "{system}");
        }
    }

    #[test]
    fn the_configuration_folder_may_be_elsewhere() {
        let config = tempfile::tempdir().unwrap();
        let folder = config.path().join("ai-mixtapes").join("model");
        fs::create_dir_all(&folder).unwrap();
        let variables = [("XDG_CONFIG_HOME", config.path().to_str().unwrap()), ("HOME", "/nowhere")];
        assert_eq!(choose("linux", with(&variables)), ModelSource::Folder(folder));
        assert_eq!(choose("linux", with(&[("XDG_CONFIG_HOME", "relative")])), ModelSource::Builtin);
        assert_eq!(choose("linux", with(&[])), ModelSource::Builtin);
    }
}
