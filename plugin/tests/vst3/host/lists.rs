//! What comes with a block beside its sound: parameter changes and events, in and out.

use std::{cell::RefCell, ptr};

use vst3::{
    Class, ComPtr, ComWrapper,
    Steinberg::{
        Vst::{
            Event, IEventList, IEventListTrait, IParamValueQueue, IParamValueQueueTrait, IParameterChanges,
            IParameterChangesTrait, ParamID, ParamValue,
        },
        int32, kInvalidArgument, kResultFalse, kResultOk, tresult,
    },
};

/// One parameter's points in a block: offset in samples, and normalised value.
struct Queue {
    id: ParamID,
    points: RefCell<Vec<(int32, ParamValue)>>,
}

impl Class for Queue {
    type Interfaces = (IParamValueQueue,);
}

impl IParamValueQueueTrait for Queue {
    unsafe fn getParameterId(&self) -> ParamID {
        self.id
    }

    unsafe fn getPointCount(&self) -> int32 {
        self.points.borrow().len() as int32
    }

    unsafe fn getPoint(&self, index: int32, offset: *mut int32, value: *mut ParamValue) -> tresult {
        let points = self.points.borrow();
        let Some(point) = usize::try_from(index).ok().and_then(|index| points.get(index)) else {
            return kInvalidArgument;
        };
        // SAFETY: the plug-in's memory.
        unsafe {
            offset.write(point.0);
            value.write(point.1);
        }
        kResultOk
    }

    unsafe fn addPoint(&self, offset: int32, value: ParamValue, index: *mut int32) -> tresult {
        let mut points = self.points.borrow_mut();
        let place = points.partition_point(|point| point.0 <= offset);
        points.insert(place, (offset, value));
        // SAFETY: the plug-in's memory.
        unsafe { index.write(place as int32) };
        kResultOk
    }
}

/// A block's parameter changes.
#[derive(Default)]
pub struct Changes {
    queues: RefCell<Vec<(ComWrapper<Queue>, ComPtr<IParamValueQueue>)>>,
    /// Gives no queue to write to, as some hosts do for their first blocks.
    refuses: bool,
}

impl Changes {
    /// A list that the plug-in may write to, or one that refuses it.
    pub fn empty(refuses: bool) -> ComWrapper<Self> {
        ComWrapper::new(Self { refuses, ..Self::default() })
    }

    /// A list with these changes: offset, parameter, normalised value.
    pub fn of(changes: impl IntoIterator<Item = (int32, ParamID, ParamValue)>) -> ComWrapper<Self> {
        let list = Self::default();
        for (offset, id, value) in changes {
            list.queue(id).0.points.borrow_mut().push((offset, value));
        }
        ComWrapper::new(list)
    }

    /// All changes, by parameter: offset, parameter, normalised value.
    pub fn all(&self) -> Vec<(int32, ParamID, ParamValue)> {
        let queues = self.queues.borrow();
        let points = |queue: &Queue| queue.points.borrow().clone();
        let all = queues.iter().flat_map(|(queue, _)| {
            points(queue).into_iter().map(|(offset, value)| (offset, queue.id, value))
        });
        all.collect()
    }

    /// The queue of a parameter, and its index.
    fn queue(&self, id: ParamID) -> (ComWrapper<Queue>, usize) {
        let mut queues = self.queues.borrow_mut();
        let index = queues.iter().position(|(queue, _)| queue.id == id).unwrap_or_else(|| {
            let queue = ComWrapper::new(Queue { id, points: RefCell::default() });
            let interface = queue.to_com_ptr().unwrap();
            queues.push((queue, interface));
            queues.len() - 1
        });
        (queues[index].0.clone(), index)
    }
}

impl Class for Changes {
    type Interfaces = (IParameterChanges,);
}

impl IParameterChangesTrait for Changes {
    unsafe fn getParameterCount(&self) -> int32 {
        self.queues.borrow().len() as int32
    }

    unsafe fn getParameterData(&self, index: int32) -> *mut IParamValueQueue {
        let queues = self.queues.borrow();
        let queue = usize::try_from(index).ok().and_then(|index| queues.get(index));
        queue.map_or(ptr::null_mut(), |(_, interface)| interface.as_ptr())
    }

    unsafe fn addParameterData(&self, id: *const ParamID, index: *mut int32) -> *mut IParamValueQueue {
        if self.refuses {
            return ptr::null_mut();
        }
        // SAFETY: the plug-in's memory.
        let place = unsafe {
            let (_, place) = self.queue(*id);
            index.write(place as int32);
            place
        };
        self.queues.borrow()[place].1.as_ptr()
    }
}

/// A block's notes and other events.
#[derive(Default)]
pub struct Events(RefCell<Vec<Event>>);

impl Events {
    pub fn empty() -> ComWrapper<Self> {
        ComWrapper::new(Self::default())
    }

    pub fn all(&self) -> Vec<Event> {
        self.0.borrow().clone()
    }
}

impl Class for Events {
    type Interfaces = (IEventList,);
}

impl IEventListTrait for Events {
    unsafe fn getEventCount(&self) -> int32 {
        self.0.borrow().len() as int32
    }

    unsafe fn getEvent(&self, index: int32, event: *mut Event) -> tresult {
        let events = self.0.borrow();
        let Some(found) = usize::try_from(index).ok().and_then(|index| events.get(index)) else {
            return kResultFalse;
        };
        // SAFETY: the plug-in's memory.
        unsafe { event.write(*found) };
        kResultOk
    }

    unsafe fn addEvent(&self, event: *mut Event) -> tresult {
        // SAFETY: the plug-in's event.
        self.0.borrow_mut().push(unsafe { *event });
        kResultOk
    }
}
