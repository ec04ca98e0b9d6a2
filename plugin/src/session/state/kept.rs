//! What a state has that this version doesn't know, from its loading to its saving.

use crate::session::json::{Member, members, object, overlaid, quoted};

/// What was loaded and not understood, as it was written. A version that knows more gets it back.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Kept {
    /// `format` and `reads_from` of a format to come, whose other rules still hold for what is kept.
    pub(super) numbers: Option<(u32, u32)>,
    /// Members of the state itself.
    pub(super) top: Vec<Member>,
    /// Parameters.
    pub(super) params: Vec<Member>,
    /// Fields.
    pub(super) fields: Vec<Member>,
}

impl Kept {
    /// A state that was saved of what this version knows, with everything else put back, `editor` into the editor's
    /// settings.
    ///
    /// # Errors
    /// If `saved` isn't a state.
    pub fn put_back(&self, saved: &str, editor: &[Member]) -> serde_json::Result<String> {
        let mut whole = Vec::new();
        for (name, value) in members(saved)? {
            let value = match name.as_str() {
                "params" => overlaid(value, &self.params)?,
                "fields" => self.put_back_fields(value, editor)?,
                _ => value.to_owned(),
            };
            whole.push((name, value));
        }
        overlaid(&object(whole), &self.top)
    }

    fn put_back_fields(&self, saved: &str, editor: &[Member]) -> serde_json::Result<String> {
        let mut over = self.fields.clone();
        if let Some((format, reads_from)) = self.numbers {
            over.push(("format".into(), quoted(&format.to_string())));
            over.push(("reads_from".into(), quoted(&reads_from.to_string())));
        }
        let settings = members(saved)?.into_iter().find(|(name, _)| name == "editor");
        if let Some((name, settings)) = settings.filter(|_| !editor.is_empty()) {
            let settings: String = serde_json::from_str(settings)?;
            over.push((name, quoted(&overlaid(&settings, editor)?)));
        }
        overlaid(saved, &over)
    }
}
