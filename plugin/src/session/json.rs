//! JSON objects by their members, each value as it was written: what isn't understood must not be changed by reading
//! it and writing it back (a number of twenty digits would be).

use std::collections::BTreeMap;

use serde::{
    Serialize,
    de::{Error, IgnoredAny},
};
use serde_json::{Value, json};

/// A name, and the value's JSON.
pub type Member = (String, String);

/// The members of an object, in their order.
///
/// # Errors
/// If `json` isn't one whole object.
pub fn members(json: &str) -> serde_json::Result<Vec<(String, &str)>> {
    serde_json::from_str::<BTreeMap<String, IgnoredAny>>(json)?;
    // From here on it is only about where things begin and end.
    let mut rest = json.trim_start().strip_prefix('{').unwrap_or_default();
    let mut members = Vec::new();
    loop {
        rest = rest.trim_start().trim_start_matches(',').trim_start();
        if rest.starts_with('}') {
            return Ok(members);
        }
        let (name, after) = first_value(rest)?;
        let after = after.trim_start().strip_prefix(':').unwrap_or_default().trim_start();
        let (value, after) = first_value(after)?;
        members.push((serde_json::from_str(name)?, value));
        rest = after;
    }
}

/// The value that `json` begins with, and what comes after it.
fn first_value(json: &str) -> serde_json::Result<(&str, &str)> {
    let mut values = serde_json::Deserializer::from_str(json).into_iter::<IgnoredAny>();
    values.next().unwrap_or_else(|| Err(Error::custom("expected a value")))?;
    json.split_at_checked(values.byte_offset()).ok_or_else(|| Error::custom("expected a value"))
}

/// An object with these members.
pub fn object<N: AsRef<str>, V: AsRef<str>>(members: impl IntoIterator<Item = (N, V)>) -> String {
    let members =
        members.into_iter().map(|(name, value)| format!("{}:{}", quoted(name.as_ref()), value.as_ref()));
    format!("{{{}}}", members.collect::<Vec<_>>().join(","))
}

/// An object with some of its members replaced, and others added.
///
/// # Errors
/// If `json` isn't an object.
pub fn overlaid(json: &str, over: &[Member]) -> serde_json::Result<String> {
    let mut all = members(json)?;
    for (name, value) in over {
        match all.iter_mut().find(|(known, _)| known == name) {
            Some(member) => member.1 = value,
            None => all.push((name.clone(), value)),
        }
    }
    Ok(object(all))
}

/// A text as JSON.
pub fn quoted(text: &str) -> String {
    serde_json::Value::from(text).to_string()
}

/// Nothing but an object will do: a structure could be read from an array, too.
///
/// # Errors
/// If it is none.
pub fn expect_object(value: &Value) -> Result<(), serde_json::Error> {
    let none = || <serde_json::Error as Error>::custom("expected an object");
    if value.is_object() { Ok(()) } else { Err(none()) }
}

/// As JSON, without what is as it is in `missing`.
pub fn pruned(value: impl Serialize, missing: impl Serialize) -> Value {
    // They have text for their keys, and finite numbers.
    without(
        serde_json::to_value(value).unwrap_or_default(),
        &serde_json::to_value(missing).unwrap_or_default(),
    )
}

fn without(value: Value, missing: &Value) -> Value {
    match (value, missing) {
        (Value::Object(members), Value::Object(missing)) => {
            let null = &Value::Null;
            let members = members.into_iter().filter_map(|(name, value)| {
                let missing = missing.get(&name).unwrap_or(null);
                let left = without(value, missing);
                let nothing = left == *missing || left.is_null() || left == json!({});
                (!nothing).then_some((name, left))
            });
            Value::Object(members.collect())
        }
        (Value::Array(items), Value::Array(missing)) if items.iter().all(Value::is_object) => {
            let mut left: Vec<_> =
                items.into_iter().zip(missing).map(|(item, missing)| without(item, missing)).collect();
            // What is missing at the end is as if it were not used.
            left.truncate(left.iter().rposition(|item| *item != json!({})).map_or(0, |last| last + 1));
            Value::Array(left)
        }
        (value, _) => value,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const ODD: &str = r#" { "a" : 1.50 ,"b":[1, {"c":"}\","}],
        "n\u0041me":-0.30000000000000000000004e-7,"d":{},"":null , "e":"\"" } "#;

    #[test]
    fn values_stay_as_they_were_written() {
        let expected = [
            ("a", "1.50"),
            ("b", r#"[1, {"c":"}\","}]"#),
            ("nAme", "-0.30000000000000000000004e-7"),
            ("d", "{}"),
            ("", "null"),
            ("e", r#""\"""#),
        ];
        let found = members(ODD).unwrap();
        assert_eq!(found.iter().map(|(name, value)| (name.as_str(), *value)).collect::<Vec<_>>(), expected);
        let again = object(found);
        assert_eq!(object(members(&again).unwrap()), again);
        assert!(members("{}").unwrap().is_empty());
    }

    #[test]
    fn what_is_no_object_is_an_error() {
        for json in ["", "[]", "1", "{", r#"{"a":}"#, r#"{"a":1,}"#, r#"{"a":1}}"#, r#"{a:1}"#, r#"{"a":"}"#]
        {
            members(json).unwrap_err();
        }
        for end in 0..ODD.trim_end().len() {
            members(&ODD[..end]).unwrap_err();
        }
    }

    #[test]
    fn members_are_replaced_where_they_are_and_else_added() {
        let over = [("b".to_owned(), "3".to_owned()), ("new".to_owned(), "[4]".to_owned())];
        assert_eq!(overlaid(r#"{"a":1,"b":2,"c":3}"#, &over).unwrap(), r#"{"a":1,"b":3,"c":3,"new":[4]}"#);
        assert_eq!(overlaid("{}", &over).unwrap(), r#"{"b":3,"new":[4]}"#);
        assert_eq!(object([("a\"b", "1")]), r#"{"a\"b":1}"#);
    }
}
