//! Objects come and go, and a host calls them in the order that it likes.

use vst3::{
    ComPtr, Interface,
    Steinberg::{
        FUnknown, IPluginBase,
        Vst::{
            IAudioProcessor, IAudioProcessorTrait, IComponent, IComponentTrait, IEditController,
            IEditController2, IEditControllerTrait, INoteExpressionController, IProcessContextRequirements,
            IProcessContextRequirements_, IProcessContextRequirementsTrait, IUnitInfo, RestartFlags_,
        },
        kInvalidArgument, kNotInitialized, kResultFalse, kResultOk,
    },
};

use crate::host::{Asked, Handler, Host, Plugin, Setup};

const SETUP: Setup = Setup { rate: 48_000.0, largest: 512, offline: false };
const VALUES_CHANGED: Asked = Asked::Restart(RestartFlags_::kParamValuesChanged);

/// A state in which `Hold` is on and `Smoothing` is not where it is by default.
fn saved(host: &Host) -> Vec<u8> {
    let plugin = Plugin::load(host);
    plugin.activate(&SETUP);
    plugin.set_processing(true);
    plugin.flush(&[(plugin.id("Hold"), 1.0), (plugin.id("Smoothing"), 0.75)]);
    plugin.set_processing(false);
    plugin.deactivate();
    plugin.save().unwrap()
}

fn assert_restored(plugin: &Plugin) {
    assert_eq!(plugin.value("Hold"), 1.0);
    assert!((plugin.value("Smoothing") - 0.75).abs() < 1e-6);
}

/// The SDK's own suite does so, and Ardour.
#[test]
fn a_host_restores_a_state_before_it_has_set_a_component_handler() {
    let host = Host::start();
    let state = saved(&host);
    let plugin = Plugin::load(&host);
    assert_eq!(plugin.restore(&state), kResultOk);
    assert_restored(&plugin);
}

#[test]
fn a_host_takes_its_component_handler_away_and_restores_a_state() {
    let host = Host::start();
    let state = saved(&host);
    let (plugin, handler) = Plugin::load_with_handler(&host);
    assert_eq!(plugin.restore(&state), kResultOk);
    assert_eq!(handler.take(), [VALUES_CHANGED]);
    assert_eq!(plugin.set_handler(None), kResultOk);
    assert_eq!(plugin.restore(&state), kResultOk);
    assert_eq!(handler.take(), []);
    assert_eq!(plugin.set_handler(Some(&handler.interface())), kResultOk);
    assert_eq!(plugin.restore(&state), kResultOk);
    assert_eq!(handler.take(), [VALUES_CHANGED], "and hears of it again when it is back");
    assert_restored(&plugin);
}

#[test]
fn a_host_initialises_an_object_again_after_it_was_terminated() {
    let host = Host::start();
    let state = saved(&host);
    let (plugin, handler) = Plugin::load_with_handler(&host);
    assert_eq!(plugin.terminate(), kResultOk);
    assert_eq!(plugin.initialize(None), kResultOk);
    assert_eq!(plugin.restore(&state), kResultOk);
    assert_restored(&plugin);
    assert_eq!(handler.take(), [], "the handler was let go");
}

/// An object begins and ends as a component, as a controller, and as what these two are alike; the SDK's own suite
/// takes the last.
#[test]
fn a_host_ends_an_object_and_begins_it_again_in_any_of_its_roles() {
    let host = Host::start();
    let state = saved(&host);
    let plugin = Plugin::load(&host);
    let alike: ComPtr<IPluginBase> = plugin.component.cast().unwrap();
    let roles: [*mut IPluginBase; 3] =
        [alike.as_ptr(), plugin.component.as_ptr().cast(), plugin.controller.as_ptr().cast()];
    for ends in roles {
        for begins in roles {
            // SAFETY: the object is there.
            unsafe {
                assert_eq!(((*(*ends).vtbl).terminate)(ends), kResultOk);
                assert_eq!(((*(*begins).vtbl).initialize)(begins, std::ptr::null_mut()), kResultOk);
            }
            assert_eq!(plugin.restore(&state), kResultOk);
            assert_restored(&plugin);
        }
    }
}

#[test]
fn a_host_without_a_context_is_one_all_the_same() {
    let host = Host::start();
    let plugin = Plugin::create(&host);
    assert_eq!(plugin.initialize(None), kResultOk);
    assert_eq!(plugin.params().len(), Plugin::load(&host).params().len());
}

#[test]
fn what_a_host_asks_before_an_object_is_initialised_is_refused() {
    let host = Host::start();
    let state = saved(&host);
    let (ended, handler) = Plugin::load_with_handler(&host);
    assert_eq!(ended.terminate(), kResultOk);
    for plugin in [Plugin::create(&host), ended] {
        assert_eq!(plugin.restore(&state), kNotInitialized);
        assert_eq!(plugin.save(), Err(kNotInitialized));
        assert_eq!(plugin.arrange(vec![3], vec![3]), kNotInitialized);
        // SAFETY: the object is there, and it is asked with what it must expect.
        unsafe {
            assert_eq!(plugin.component.setActive(1), kNotInitialized);
            assert_eq!(plugin.processor.setProcessing(1), kNotInitialized);
            assert_eq!(plugin.processor.getLatencySamples(), 0);
            let mut text = [0; 128];
            let result = plugin.controller.getParamStringByValue(1, 0.5, &raw mut text);
            assert_eq!(result, kInvalidArgument);
        }
        assert_eq!(plugin.params(), []);
    }
    assert_eq!(handler.take(), []);
}

#[test]
fn a_host_asks_for_the_text_of_a_parameter_that_there_is_none_of() {
    let host = Host::start();
    let plugin = Plugin::load(&host);
    let id = 0x7fff_fff0;
    assert!(plugin.params().iter().all(|(listed, _)| *listed != id));
    let mut text = [0; 128];
    let mut value = 0.0;
    // SAFETY: our memory.
    unsafe {
        let result = plugin.controller.getParamStringByValue(id, 0.5, &raw mut text);
        assert_eq!(result, kInvalidArgument);
        let result = plugin.controller.getParamValueByString(id, text.as_mut_ptr(), &raw mut value);
        assert_eq!(result, kInvalidArgument);
        let known = plugin.id("Hold");
        assert_eq!(plugin.controller.getParamStringByValue(known, 1.0, &raw mut text), kResultOk);
    }
    assert_eq!(crate::host::utf16(&text), "On");
}

#[test]
fn an_object_that_is_handed_out_is_one_object_by_whichever_interface() {
    fn identity<I: Interface>(plugin: &Plugin) -> *mut FUnknown {
        let interface: ComPtr<I> = plugin.component.cast().expect("the interface");
        let back: ComPtr<IComponent> = interface.cast().expect("the way back");
        assert_eq!(back.as_ptr(), plugin.component.as_ptr());
        let unknown: ComPtr<FUnknown> = interface.cast().unwrap();
        unknown.as_ptr()
    }
    let host = Host::start();
    let (first, second) = (Plugin::load(&host), Plugin::load(&host));
    let all = |plugin: &Plugin| {
        [
            identity::<IComponent>(plugin),
            identity::<IAudioProcessor>(plugin),
            identity::<IEditController>(plugin),
            identity::<IEditController2>(plugin),
            identity::<IProcessContextRequirements>(plugin),
            identity::<INoteExpressionController>(plugin),
            identity::<IUnitInfo>(plugin),
            identity::<FUnknown>(plugin),
        ]
    };
    let (of_first, of_second) = (all(&first), all(&second));
    assert!(of_first.iter().all(|unknown| *unknown == of_first[0]), "{of_first:?}");
    assert!(of_second.iter().all(|unknown| *unknown == of_second[0]), "{of_second:?}");
    assert_ne!(of_first[0], of_second[0]);
    let factory = host.factory_identities();
    assert!(factory.iter().all(|unknown| *unknown == factory[0]), "{factory:?}");
}

#[test]
fn a_factory_that_is_asked_for_what_it_has_not_gives_nothing() {
    let host = Host::start();
    assert!(host.create::<IComponent>(&[7; 16]).is_err());
    assert!(host.create::<vst3::Steinberg::IPlugView>(&host.class().cid).is_err());
    // The object that was made for it has gone, and the next one is as any.
    assert_eq!(Plugin::load(&host).set_handler(Some(&Handler::new().interface())), kResultOk);
}

#[test]
fn a_host_that_tells_only_what_is_wanted_tells_whether_it_plays() {
    let host = Host::start();
    let wants: ComPtr<IProcessContextRequirements> = Plugin::load(&host).component.cast().unwrap();
    // SAFETY: the object is there.
    let wanted = unsafe { wants.getProcessContextRequirements() };
    assert_eq!(wanted, IProcessContextRequirements_::Flags_::kNeedTransportState);
}

#[test]
fn an_object_that_is_active_isnt_activated_again() {
    let host = Host::start();
    let plugin = Plugin::load(&host);
    plugin.activate(&SETUP);
    // SAFETY: the object is there.
    assert_eq!(unsafe { plugin.component.setActive(1) }, kResultFalse);
    plugin.deactivate();
}
