// The VST3 SDK's own test suite, run on one plug-in.
//
// usage: vst3_suite PLUGIN.vst3 [--extensive]
//
// exits with 0 if every test passes, 1 if one fails, 2 if there is nothing to test. `--extensive` adds every pair of
// speaker arrangements, and automation of many densities and many parameters at once.
// What is included here and not found beside it is the SDK's.

#include "public.sdk/source/vst/hosting/hostclasses.h"
#include "public.sdk/source/vst/hosting/module.h"
#include "public.sdk/source/vst/hosting/plugprovider.h"
#include "public.sdk/source/vst/testsuite/vsttestsuite.h"
#include "public.sdk/source/vst/utility/stringconvert.h"

#include <cstring>
#include <iostream>
#include <string>
#include <vector>

using namespace Steinberg;
using namespace Steinberg::Vst;

// The SDK leaves this to the host that runs its tests.
DEF_CLASS_IID (ITestResult)

namespace {

/// What one test has said.
class Said final : public U::Implements<U::Directly<ITestResult>>
{
public:
	std::vector<std::string> errors;
	std::vector<std::string> messages;

	void PLUGIN_API addErrorMessage (const tchar* text) override { errors.push_back (utf8 (text)); }
	void PLUGIN_API addMessage (const tchar* text) override { messages.push_back (utf8 (text)); }

private:
	static std::string utf8 (const tchar* text) { return text ? StringConvert::convert (std::u16string (text)) : ""; }
};

/// Runs tests one after the other and counts.
class Suite
{
public:
	explicit Suite (ITestPlugProvider* provider) : provider (provider) {}

	/// A test of this type, which takes these beside the plug-in.
	template <typename Test, typename... Arguments>
	void add (Arguments... arguments)
	{
		auto test = owned (static_cast<TestBase*> (new Test (provider, arguments...)));
		auto said = owned (new Said);
		std::string name = test->getName ();
		std::cerr << "test " << name << " ..." << std::flush;
		bool passed = test->setup () && test->run (said);
		passed = test->teardown () && passed;
		std::cerr << '\r';
		(passed ? passes : failures)++;
		std::cout << "test " << name << " ... " << (passed ? "ok" : "FAILED") << std::endl;
		if (passed)
			return;
		for (const auto& lines : {said->messages, said->errors})
			for (const auto& line : lines)
				std::cout << "    " << line << '\n';
	}

	int passes = 0;
	int failures = 0;

private:
	ITestPlugProvider* provider;
};

void add_general (Suite& suite)
{
	suite.add<EditorClassesTest> ();
	suite.add<ScanBussesTest> ();
	suite.add<ScanParametersTest> ();
	suite.add<ParameterFunctionNameTest> ();
	suite.add<MidiMappingTest> ();
	suite.add<MidiLearnTest> ();
	suite.add<UnitInfoTest> ();
	suite.add<ProgramInfoTest> ();
	suite.add<UnitStructureTest> ();
	suite.add<TerminateInitializeTest> ();
	suite.add<ProcessContextRequirementsTest> ();
	suite.add<NoteExpressionTest> ();
	suite.add<KeyswitchTest> ();
	suite.add<BusConsistencyTest> ();
	suite.add<BusInvalidIndexTest> ();
	suite.add<BusActivationTest> ();
	suite.add<CheckAudioBusArrangementTest> ();
	suite.add<SideChainArrangementTest> ();
	// Not run are two of the suite's tests, InvalidStateTransitionTest and RepeatIdenticalStateTransitionTest: they
	// want an error where a call changes nothing (as the second of two times `terminate`), which even plug-ins that
	// are made of the SDK's own classes don't give.
}

/// Automation with a point every so many samples, of so many parameters (-1: all).
void add_automation (Suite& suite, ProcessSampleSize size, int32 every, int32 parameters)
{
	for (bool accurate : {false, true})
		suite.add<AutomationTest> (size, every, parameters, accurate);
}

/// What concerns samples, of this size.
void add_processing (Suite& suite, ProcessSampleSize size)
{
	suite.add<ValidStateTransitionTest> (size);
	suite.add<SuspendResumeTest> (size);
	suite.add<BypassPersistenceTest> (size);
	suite.add<ProcessFormatTest> (size);
	suite.add<ProcessTest> (size);
	suite.add<ProcessThreadTest> (size);
	suite.add<ProcessInputOverwritingTest> (size);
	suite.add<ProcessTailTest> (size);
	suite.add<VariableBlockSizeTest> (size);
	suite.add<SilenceFlagsTest> (size);
	suite.add<SilenceProcessingTest> (size);
	suite.add<FlushParamTest> (size);
	suite.add<FlushParamTest2> (size);
	suite.add<FlushParamTest3> (size);
	add_automation (suite, size, 100, 1);
	suite.add<SpeakerArrangementTest> (size, SpeakerArr::kStereo, SpeakerArr::kStereo);
	suite.add<SpeakerArrangementTest> (size, SpeakerArr::kMono, SpeakerArr::kMono);
}

/// What takes longer.
void add_extensive (Suite& suite, ProcessSampleSize size)
{
	const SpeakerArrangement arrangements[] = {
	    SpeakerArr::kEmpty,    SpeakerArr::kMono,      SpeakerArr::kStereo,    SpeakerArr::kStereoSurround,
	    SpeakerArr::k30Cine,   SpeakerArr::k40Cine,    SpeakerArr::k40Music,   SpeakerArr::k50,
	    SpeakerArr::k51,       SpeakerArr::k60Music,   SpeakerArr::k61Music,   SpeakerArr::k70Music,
	    SpeakerArr::k71Music,  SpeakerArr::kAmbi1stOrderACN,
	};
	for (auto input : arrangements)
		for (auto output : arrangements)
			suite.add<SpeakerArrangementTest> (size, input, output);
	for (int32 every : {1, 10, 100, 1000, 10000})
		for (int32 parameters : {1, 2, 10, -1})
			add_automation (suite, size, every, parameters);
}

/// All tests of one class of the module.
Suite run (const VST3::Hosting::PluginFactory& factory, const VST3::Hosting::ClassInfo& plugin, bool extensive)
{
	auto provider = owned (new PlugProvider (factory, plugin, true));
	Suite suite (provider);
	if (!provider->initialize ())
	{
		std::cout << plugin.name () << " can't be created\n";
		suite.failures++;
		return suite;
	}
	add_general (suite);
	for (ProcessSampleSize size : {kSample32, kSample64})
	{
		std::cout << (size == kSample32 ? "32" : "64") << " bits a sample:\n";
		add_processing (suite, size);
		if (extensive)
			add_extensive (suite, size);
	}
	return suite;
}

} // namespace

int main (int count, char* arguments[])
{
	const bool extensive = count == 3 && std::strcmp (arguments[2], "--extensive") == 0;
	if (count != 2 && !extensive)
	{
		std::cerr << "usage: vst3_suite PLUGIN.vst3 [--extensive]\n";
		return 2;
	}
	std::string error;
	auto module = VST3::Hosting::Module::create (arguments[1], error);
	if (!module)
	{
		std::cerr << "can't load " << arguments[1] << ": " << error << '\n';
		return 2;
	}
	auto host = owned (new HostApplication);
	PluginContextFactory::instance ().setPluginContext (host);
	TestingPluginContext::set (host);
	int passes = 0;
	int failures = 0;
	for (const auto& info : module->getFactory ().classInfos ())
	{
		if (info.category () != kVstAudioEffectClass)
			continue;
		std::cout << "testing " << info.name () << (extensive ? ", extensively\n" : "\n");
		const auto suite = run (module->getFactory (), info, extensive);
		passes += suite.passes;
		failures += suite.failures;
	}
	std::cout << "test result: " << (failures ? "FAILED" : "ok") << ". " << passes << " passed; " << failures
	          << " failed" << std::endl;
	if (passes + failures == 0)
		return 2;
	return failures ? 1 : 0;
}
