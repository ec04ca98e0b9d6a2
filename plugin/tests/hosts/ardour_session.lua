-- Makes an Ardour session with the plug-in on its master bus. For ardour-lua; arguments: the folder of the session, and
-- "music" if the plug-in is to hear some.
--
-- Ardour's dummy engine plays pink noise into it, which music takes the place of. "Arousal Offset" has automation to
-- play, ten minutes of it, a point every tenth of a second; "Valence Offset" and "Macro 1" record automation while
-- somebody touches them.

local folder = arg[1]
local SECONDS, POINTS = 600, 10

local engine = AudioEngine:set_backend ("None (Dummy)", "", "")
engine:set_driver ("Normal Speed")
assert (AudioEngine:set_device_name ("Pink Noise") == 0)

local session = create_session (folder, "mix", 48000)
assert (session, "no session in " .. folder)
local noise = session:new_audio_track (2, 2, nil, 1, "Noise", ARDOUR.PresentationInfo.max_order, ARDOUR.TrackMode.Normal, true):front ()
noise:monitoring_control ():set_value (1, PBD.GroupControlDisposition.NoGroup)

local id
for plugin in ARDOUR.LuaAPI.list_plugins ():iter () do
	if plugin.name == "AI-Mixtapes" then id = plugin.unique_id end
end
assert (id, "Ardour doesn't know the plug-in")
local master = session:master_out ()
local plugin = ARDOUR.LuaAPI.new_plugin (session, id, ARDOUR.PluginType.VST3, "")
assert (not plugin:isnil (), "the plug-in can't be created")
assert (master:add_processor_by_index (plugin, 0, nil, true) == 0)
if arg[2] == "music" then
	local tune = ARDOUR.LuaAPI.new_luaproc (session, "Tune")
	assert (not tune:isnil (), "the music can't be created")
	assert (noise:add_processor_by_index (tune, 0, nil, true) == 0)
end

local function automate (name, state, fill)
	local insert = plugin:to_plugininsert ()
	for index = 0, insert:plugin (0):parameter_count () - 1 do
		local list, control, range = ARDOUR.LuaAPI.plugin_automation (plugin, index)
		if not list:isnil () and range.label == name then
			if fill then fill (control, range) end
			local parameter = Evoral.Parameter (ARDOUR.AutomationType.PluginAutomation, 0, index)
			insert:to_automatable ():automation_control (parameter, false):set_automation_state (state)
			return
		end
	end
	error ("the plug-in has no parameter " .. name)
end

automate ("Valence Offset", ARDOUR.AutoState.Touch)
automate ("Macro 1", ARDOUR.AutoState.Touch)
automate ("Arousal Offset", arg[2] == "music" and ARDOUR.AutoState.Off or ARDOUR.AutoState.Play, function (control, range)
	for point = 0, SECONDS * POINTS do
		local value = range.lower + (point % 20) / 20 * (range.upper - range.lower)
		control:add (Temporal.timepos_t (math.floor (point / POINTS * 48000)), value, false, true)
	end
end)

assert (session:save_state ("", false, false, false, false, false) == 0)
close_session ()
quit ()
