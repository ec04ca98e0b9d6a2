//! The choice of a source, as a sheet over its panel.

use engine::{
    mood::{MoodClass, Quadrant},
    outputs::{Feed, MACROS, Source, Tap},
};
use vizia_core::prelude::*;
use vizia_reactive::{Memo, Signal, SignalGet, SignalMap, SignalUpdate};

use super::{
    super::{
        control::ControlSet,
        shown::{Picker, Shown},
        tip::explain,
    },
    taken,
};
use crate::editor::state::{
    Ask,
    routing::{edit::Edit, feed_name, short},
};

impl Picker {
    /// What the button that opens it is called by.
    pub fn id(self) -> &'static str {
        match self {
            Self::Closed => "",
            Self::Source => "source",
            Self::Feed => "feed",
        }
    }
}

/// What a sheet offers in rows: in the order of [`Source::all`], but one kind a row.
fn offered(picker: Picker) -> Vec<Vec<Option<Feed>>> {
    let row = |sources: &[Source]| sources.iter().map(|source| Some(Feed::Tap(Tap::new(*source)))).collect();
    let [q1, q2, q3, q4] = Quadrant::ALL.map(Source::Quadrant);
    let mut rows: Vec<Vec<_>> = vec![
        row(&[Source::Valence, Source::Arousal, Source::Tension]),
        row(&[Source::Confidence, Source::Energy, Source::Change]),
        row(&[q1, q2, q3, q4]),
    ];
    rows.extend(
        MoodClass::ALL.chunks(3).map(|three| {
            three.iter().map(|class| Some(Feed::Tap(Tap::new(Source::Class(*class))))).collect()
        }),
    );
    rows[0].insert(0, None);
    if picker == Picker::Feed {
        rows.push((0..MACROS as u8).map(|index| Some(Feed::Macro(index))).collect());
    }
    rows
}

/// The button that opens a sheet, and says what is chosen there; the sheet is built beside its row.
pub fn opener(cx: &mut Context, shown: Shown, picker: Picker, name: Memo<String>) {
    let open = shown.picker;
    let button = Button::new(cx, |cx| {
        HStack::new(cx, |cx| {
            Label::new(cx, name).class("opener-name");
            Label::new(cx, "▼").class("opener-mark");
        })
        .class("opener-line")
    })
    .on_press(move |_| open.set(if open.get() == picker { Picker::Closed } else { picker }))
    .id(picker.id())
    .class("opener")
    .toggle_class("open", open.map(move |open| *open == picker));
    explain(button, "Opens the list");
}

/// The sheet, while it is open. A route's has the mood that its source is taken of, too; a macro's panel shows it.
pub fn sheet(cx: &mut Context, shown: Shown, controls: &ControlSet, picker: Picker) {
    let open = shown.picker.map(move |open| *open == picker);
    let controls = controls.clone();
    Binding::new(cx, open, move |cx| {
        if open.get() {
            VStack::new(cx, |cx| {
                offered(picker).into_iter().for_each(|row| {
                    let many = row.len() > 4;
                    HStack::new(cx, |cx| row.into_iter().for_each(|feed| offer(cx, shown, picker, feed)))
                        .class("choice")
                        .class("wide")
                        .toggle_class("many", many);
                });
                if picker == Picker::Feed {
                    taken::build(cx, shown, &controls, picker);
                }
            })
            .class("sheet");
        }
    });
}

/// One of its buttons, identified as `source-energy`, `feed-macro 3`, `feed-none`.
fn offer(cx: &mut Context, shown: Shown, picker: Picker, feed: Option<Feed>) {
    let key = match feed {
        None => String::from("none"),
        Some(Feed::Tap(tap)) => tap.source.key().to_owned(),
        Some(Feed::Macro(_)) => feed_name(feed).to_lowercase(),
    };
    let (name, tip) = match feed {
        None => (String::from("None"), "Nothing"),
        Some(Feed::Tap(tap)) => (short(tap.source).to_owned(), tap.source.name()),
        Some(Feed::Macro(index)) => (format!("M{}", index + 1), "The macro's value"),
    };
    let same = move |now: Option<Feed>| match (now, feed) {
        (Some(Feed::Tap(now)), Some(Feed::Tap(tap))) => now.source == tap.source,
        (now, feed) => now == feed,
    };
    let chosen = shown.routing.map(move |view| match picker {
        Picker::Feed => same(view.route.feed),
        _ => same(view.made.source.map(Feed::Tap)),
    });
    let of = shown.routing.map(|view| view.chosen);
    let open = shown.picker;
    let button = Button::new(cx, |cx| Label::new(cx, name))
        .on_press(move |cx| {
            let edit = match (picker, feed) {
                (Picker::Feed, _) => Edit::Feed(of.get().route, feed),
                (_, Some(Feed::Tap(tap))) => Edit::Source(of.get().made, Some(tap.source)),
                _ => Edit::Source(of.get().made, None),
            };
            close(cx, open, picker, Some(Ask::Edit(edit)));
        })
        .id(format!("{}-{key}", picker.id()))
        .toggle_class("chosen", chosen);
    explain(button, tip);
}

/// Closes a sheet; the keyboard is where it was opened. What is asked for comes from there, too, since the sheet's own
/// views are gone before anybody hears them.
fn close(cx: &mut EventContext<'_>, open: Signal<Picker>, picker: Picker, ask: Option<Ask>) {
    if let Some(opener) = cx.resolve_entity_identifier(picker.id()) {
        cx.with_current(opener, |cx| {
            ask.into_iter().for_each(|ask| cx.emit(ask));
            cx.focus();
        });
    }
    open.set(Picker::Closed);
}

/// What surrounds the sheets: Escape closes the one that is open.
pub struct Sheets(Signal<Picker>);

impl Sheets {
    /// With the sheets in it.
    pub fn new<'a>(
        cx: &'a mut Context,
        shown: Shown,
        content: impl FnOnce(&mut Context),
    ) -> Handle<'a, Self> {
        Self(shown.picker).build(cx, content).layout_type(LayoutType::Row)
    }
}

impl View for Sheets {
    fn event(&mut self, cx: &mut EventContext<'_>, event: &mut Event) {
        event.map(|window_event, meta| {
            let open = self.0.get();
            if matches!(window_event, WindowEvent::KeyDown(Code::Escape, _)) && open != Picker::Closed {
                close(cx, self.0, open, None);
                meta.consume();
            }
        });
    }
}
