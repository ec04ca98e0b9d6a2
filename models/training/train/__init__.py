"""From what is in `data` to models/mood.onnx: network, losses, calibration, the ONNX file, the golden vectors."""
