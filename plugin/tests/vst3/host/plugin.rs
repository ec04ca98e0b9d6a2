//! One object of the plug-in's, led by hand.

use std::mem::MaybeUninit;

use vst3::{
    ComPtr, ComWrapper, Interface,
    Steinberg::{
        FUnknown, IBStream, IPluginBaseTrait,
        Vst::{
            BusDirections_, IAudioProcessor, IAudioProcessorTrait, IComponent, IComponentHandler,
            IComponentTrait, IEditController, IEditControllerTrait, ParamID, ParamValue, ParameterInfo,
            ProcessModes_, ProcessSetup, SpeakerArrangement, SymbolicSampleSizes_,
        },
        kResultOk, tresult,
    },
};

use super::{Handler, Host, stream::Stream};

/// How the plug-in is activated.
#[derive(Clone, Copy, Debug)]
pub struct Setup {
    /// Hertz.
    pub rate: f64,
    /// Samples in the largest block.
    pub largest: usize,
    pub offline: bool,
}

/// One object, in its three roles.
pub struct Plugin {
    pub component: ComPtr<IComponent>,
    pub processor: ComPtr<IAudioProcessor>,
    pub controller: ComPtr<IEditController>,
}

impl Plugin {
    /// A new object, not initialised yet.
    pub fn create(host: &Host) -> Self {
        let component: ComPtr<IComponent> = host.create(&host.class().cid).expect("an object");
        let (processor, controller) = (component.cast().unwrap(), component.cast().unwrap());
        Self { component, processor, controller }
    }

    /// A new object, initialised, without a component handler.
    pub fn load(host: &Host) -> Self {
        let plugin = Self::create(host);
        let context: ComPtr<FUnknown> = host.application.cast().unwrap();
        assert_eq!(plugin.initialize(Some(&context)), kResultOk);
        plugin
    }

    /// A new object, initialised, with a component handler that records.
    pub fn load_with_handler(host: &Host) -> (Self, Handler) {
        let (plugin, handler) = (Self::load(host), Handler::new());
        assert_eq!(plugin.set_handler(Some(&handler.interface())), kResultOk);
        (plugin, handler)
    }

    pub fn initialize(&self, context: Option<&ComPtr<FUnknown>>) -> tresult {
        // SAFETY: the context outlives the object's use of it, by its count.
        unsafe { self.component.initialize(context.map_or(std::ptr::null_mut(), ComPtr::as_ptr)) }
    }

    pub fn terminate(&self) -> tresult {
        // SAFETY: the object is there.
        unsafe { self.component.terminate() }
    }

    pub fn set_handler(&self, handler: Option<&ComPtr<IComponentHandler>>) -> tresult {
        let handler = handler.map_or(std::ptr::null_mut(), ComPtr::as_ptr);
        // SAFETY: the object counts what it keeps.
        unsafe { self.controller.setComponentHandler(handler) }
    }

    /// What a session saves, or the refusal.
    pub fn save(&self) -> Result<Vec<u8>, tresult> {
        let stream = Stream::holding(&[]);
        // SAFETY: the stream outlives the call.
        let result = unsafe { self.component.getState(interface::<IBStream>(&stream).as_ptr()) };
        if result == kResultOk { Ok(stream.bytes()) } else { Err(result) }
    }

    pub fn restore(&self, state: &[u8]) -> tresult {
        let stream = interface::<IBStream>(&Stream::holding(state));
        // SAFETY: the stream outlives the call.
        unsafe { self.component.setState(stream.as_ptr()) }
    }

    /// Asks for arrangements of the inputs and outputs.
    pub fn arrange(
        &self,
        mut inputs: Vec<SpeakerArrangement>,
        mut outputs: Vec<SpeakerArrangement>,
    ) -> tresult {
        let (input_count, output_count) = (inputs.len() as i32, outputs.len() as i32);
        // SAFETY: lists as long as said.
        unsafe {
            let (inputs, outputs) = (inputs.as_mut_ptr(), outputs.as_mut_ptr());
            self.processor.setBusArrangements(inputs, input_count, outputs, output_count)
        }
    }

    /// The arrangements of the input and the output.
    pub fn arrangements(&self) -> [SpeakerArrangement; 2] {
        [BusDirections_::kInput, BusDirections_::kOutput].map(|direction| {
            let mut arrangement = 0;
            // SAFETY: our memory.
            let result =
                unsafe { self.processor.getBusArrangement(direction as i32, 0, &raw mut arrangement) };
            assert_eq!(result, kResultOk);
            arrangement
        })
    }

    /// Sets up and activates.
    pub fn activate(&self, setup: &Setup) {
        let mode = if setup.offline { ProcessModes_::kOffline } else { ProcessModes_::kRealtime };
        let mut setup = ProcessSetup {
            processMode: mode as i32,
            symbolicSampleSize: SymbolicSampleSizes_::kSample32 as i32,
            maxSamplesPerBlock: setup.largest as i32,
            sampleRate: setup.rate,
        };
        // SAFETY: our memory.
        unsafe {
            assert_eq!(self.processor.setupProcessing(&raw mut setup), kResultOk);
            assert_eq!(self.component.setActive(1), kResultOk);
        }
    }

    pub fn deactivate(&self) {
        // SAFETY: the object is there.
        assert_eq!(unsafe { self.component.setActive(0) }, kResultOk);
    }

    /// Says that blocks come, or that none do.
    pub fn set_processing(&self, processing: bool) {
        // SAFETY: the object is there.
        assert_eq!(unsafe { self.processor.setProcessing(processing.into()) }, kResultOk);
    }

    /// The parameters in their order: id and name.
    pub fn params(&self) -> Vec<(ParamID, String)> {
        // SAFETY: the info is plain data, and the plug-in fills it.
        let info = |index| unsafe {
            let mut info = MaybeUninit::<ParameterInfo>::zeroed();
            assert_eq!(self.controller.getParameterInfo(index, info.as_mut_ptr()), kResultOk);
            info.assume_init()
        };
        // SAFETY: the object is there.
        let count = unsafe { self.controller.getParameterCount() };
        (0..count).map(info).map(|info| (info.id, utf16(&info.title))).collect()
    }

    pub fn id(&self, name: &str) -> ParamID {
        let params = self.params();
        let found = params.iter().find(|(_, listed)| listed == name);
        found.unwrap_or_else(|| panic!("{name} isn't among {params:?}")).0
    }

    /// A parameter's normalised value as the host reads it.
    pub fn value(&self, name: &str) -> ParamValue {
        // SAFETY: the object is there.
        unsafe { self.controller.getParamNormalized(self.id(name)) }
    }

    /// Tells the controller what the processor has told, which is a host's part.
    pub fn hand_on(&self, id: ParamID, value: ParamValue) {
        // SAFETY: the object is there.
        assert_eq!(unsafe { self.controller.setParamNormalized(id, value) }, kResultOk);
    }
}

impl Drop for Plugin {
    fn drop(&mut self) {
        self.terminate();
    }
}

/// What an object of ours is for the plug-in.
pub fn interface<I: Interface>(object: &ComWrapper<impl vst3::Class>) -> ComPtr<I> {
    object.to_com_ptr().expect("the interface is in its list")
}

/// A text as VST3 keeps it, up to its zero.
pub fn utf16(text: &[vst3::Steinberg::Vst::TChar]) -> String {
    let units: Vec<u16> = text.iter().copied().take_while(|unit| *unit != 0).collect();
    String::from_utf16(&units).unwrap()
}
