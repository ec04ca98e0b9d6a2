-- Music for the plug-in in Ardour, whose dummy engine has noise and bare tones only: plucked strings over four chords,
-- calm and lively by turns, as `engine/tune` makes it, by Karplus' and Strong's way of it, which takes little time.
ardour { ["type"] = "dsp", name = "Tune", category = "Instrument", license = "MIT", author = "Tests",
	description = [[Music that is made, not stored]] }

-- Seconds from one note to the next, of a chord, of a part, and until a note has died away.
local STEP, CHORD, PART, NOTE = 0.25, 1.5, 3, 1
local CHORDS = {
	{ 261.63, 329.63, 392.00, 523.25 }, { 196.00, 246.94, 293.66, 392.00 },
	{ 220.00, 261.63, 329.63, 440.00 }, { 174.61, 220.00, 261.63, 349.23 },
}
local rate, now, strings, hit = 48000, 0, {}, 0

function dsp_ioconfig () return { { audio_in = -1, audio_out = -1 } } end

function dsp_init (samplerate) rate = samplerate end

-- A string, the duller the more often its noise is smoothed.
local function pluck (hz, gain, dull)
	local length, loop = math.floor (rate / hz), {}
	for index = 1, length do loop[index] = gain * (2 * math.random () - 1) end
	for _ = 1, dull do
		for index = length, 2, -1 do loop[index] = (loop[index] + loop[index - 1]) / 2 end
	end
	strings[#strings + 1] = { loop = loop, length = length, place = 1, ends = now + NOTE * rate }
end

local function step (count)
	local time = count * STEP
	local chord, lively = CHORDS[math.floor (time / CHORD) % 4 + 1], math.floor (time / PART) % 2 == 1
	local alive = {}
	for _, string in ipairs (strings) do
		if string.ends > now then alive[#alive + 1] = string end
	end
	strings = alive
	if lively or count % 2 == 0 then
		pluck (chord[count % 4 + 1] * (count % 8 < 4 and 1 or 2), 0.35, lively and 1 or 4)
	end
	if count % 4 == 0 then
		pluck (chord[1] / 2, 0.5, 4)
		for _, hz in ipairs (chord) do pluck (hz, 0.12, 3) end
	end
	if lively then hit = count % 4 == 2 and 0.12 or 0.06 end
end

-- Adds a string's sound from one sample to another.
local function ring (string, sound, from, to)
	local loop, length, place = string.loop, string.length, string.place
	for sample = from, to do
		local following = place < length and place + 1 or 1
		local value = loop[place]
		sound[sample] = sound[sample] + value
		loop[place], place = 0.498 * (value + loop[following]), following
	end
	string.place = place
end

function dsp_run (ins, outs, n_samples)
	local sound, every, from = {}, STEP * rate, 1
	while from <= n_samples do
		if now % every == 0 then step (now // every) end
		local count = math.min (n_samples - from + 1, every - now % every) // 1
		for sample = from, from + count - 1 do
			sound[sample], hit = hit * (2 * math.random () - 1), hit * (1 - 30 / rate)
		end
		for _, string in ipairs (strings) do ring (string, sound, from, from + count - 1) end
		from, now = from + count, now + count
	end
	for sample = 1, n_samples do sound[sample] = 0.6 * sound[sample] end
	for channel = 1, #outs do outs[channel]:set_table (sound, n_samples) end
end
