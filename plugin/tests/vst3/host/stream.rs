//! A state in memory.

use std::{ffi::c_void, slice, sync::Mutex};

use vst3::{
    Class, ComWrapper,
    Steinberg::{
        IBStream, IBStream_::IStreamSeekMode_, IBStreamTrait, int32, int64, kInvalidArgument, kResultOk,
        tresult,
    },
};

/// Bytes with a place where reading and writing go on.
#[derive(Default)]
pub struct Stream(Mutex<(Vec<u8>, usize)>);

impl Stream {
    pub fn holding(bytes: &[u8]) -> ComWrapper<Self> {
        ComWrapper::new(Self(Mutex::new((bytes.to_vec(), 0))))
    }

    pub fn bytes(&self) -> Vec<u8> {
        self.0.lock().unwrap().0.clone()
    }
}

impl Class for Stream {
    type Interfaces = (IBStream,);
}

impl IBStreamTrait for Stream {
    unsafe fn read(&self, buffer: *mut c_void, wanted: int32, read: *mut int32) -> tresult {
        let (bytes, place) = &mut *self.0.lock().unwrap();
        let count = (wanted as usize).min(bytes.len() - *place);
        // SAFETY: the plug-in's memory, and where it wants to know how much was read, or null.
        unsafe {
            slice::from_raw_parts_mut(buffer.cast::<u8>(), count).copy_from_slice(&bytes[*place..][..count]);
            if let Some(read) = read.as_mut() {
                *read = count as int32;
            }
        }
        *place += count;
        kResultOk
    }

    unsafe fn write(&self, buffer: *mut c_void, count: int32, written: *mut int32) -> tresult {
        let (bytes, place) = &mut *self.0.lock().unwrap();
        // SAFETY: as above.
        unsafe {
            bytes.truncate(*place);
            bytes.extend_from_slice(slice::from_raw_parts(buffer.cast::<u8>(), count as usize));
            if let Some(written) = written.as_mut() {
                *written = count;
            }
        }
        *place = bytes.len();
        kResultOk
    }

    unsafe fn seek(&self, by: int64, mode: int32, result: *mut int64) -> tresult {
        let (bytes, place) = &mut *self.0.lock().unwrap();
        let from = match mode as _ {
            IStreamSeekMode_::kIBSeekSet => 0,
            IStreamSeekMode_::kIBSeekCur => *place,
            IStreamSeekMode_::kIBSeekEnd => bytes.len(),
            _ => return kInvalidArgument,
        };
        let Some(to) = from.checked_add_signed(by as isize).filter(|to| *to <= bytes.len()) else {
            return kInvalidArgument;
        };
        *place = to;
        // SAFETY: as above.
        if let Some(result) = unsafe { result.as_mut() } {
            *result = to as int64;
        }
        kResultOk
    }

    unsafe fn tell(&self, place: *mut int64) -> tresult {
        // SAFETY: as above.
        unsafe { place.write(self.0.lock().unwrap().1 as int64) };
        kResultOk
    }
}
