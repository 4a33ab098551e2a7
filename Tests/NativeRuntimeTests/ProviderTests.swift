import ComposeModel
import FoundationEssentials
import Glibc
import LogStore
import OrderedCollections
import Runtime
import TestSupport
import Testing

@testable import NativeRuntime

/// Services that a provider's program brings, with small real programs.
@Suite(.timeLimit(.minutes(1))) struct ProviderTests {
    private let harness: NativeHarness

    init() throws { harness = try NativeHarness.shared }

    /// A service whose provider does this when it is told `$verb`.
    private func launch(_ script: String, options: OrderedDictionary<String, [String]> = [:]) throws -> Launch {
        var launch = harness.launch([])
        launch.service.settings.native = nil
        launch.service.provider = Provider(type: NativeHarness.provider, options: options)
        let path = "\(NativeHarness.root)/data/\(launch.service.name).provider"
        try Data(script.utf8).write(to: URL(fileURLWithPath: path))
        return launch
    }

    private func notes(_ launch: Launch) throws -> [String] { try harness.log(of: launch).tail(.max).map(\.text) }

    @Test func itRunsFromTheEndOfUpToTheEndOfDown() async throws {
        let launch = try launch(
            #"""
            case "$verb" in
              up) echo '{"type":"info","message":"pulling"}'
                  echo '{"type":"setenv","message":"URL=https://x/?a=b"}'
                  echo '{"type":"rawsetenv","message":"REGION=eu"}'
                  echo '{"type":"debug","message":"'"$*"'"}' ;;
              down) echo '{"type":"info","message":"gone"}' ;;
            esac
            """#,
            options: ["type": ["mysql"], "size": ["1", "2"]]
        )
        let instance = try await harness.runtime.start(launch)
        #expect(instance.pid == nil)
        #expect(instance.offers == OfferedVariables(prefixed: ["URL": "https://x/?a=b"], raw: ["REGION": "eu"]))
        let told = try notes(launch)
        #expect(told.contains("pulling"))
        let arguments = "compose --project-name=default up --type=mysql --size=1 --size=2 \(launch.service.name)"
        #expect(told.contains("debug: \(arguments)"))

        await harness.runtime.signal(launch.instance, .terminate, group: true)
        #expect(await harness.exits.status(of: launch.instance) == .code(0))
        #expect(try notes(launch).contains("gone"))
    }

    @Test(arguments: [
        (#"echo '{"type":"error","message":"no quota"}'; exit 3"#, "no quota"),
        (#"echo hello"#, "its provider wrote a line that is not a message: hello"),
        (#"echo '{"type":"setenv","message":"novalue"}'"#, "wrote a line that is not a message"),
        (#"echo '{"type":"surprise","message":"x"}'"#, "wrote a line that is not a message"),
        (#"printf '{"type":"info","mess'"#, "wrote a line that is not a message"),
        (#"echo why >&2; exit 7"#, "failed with exit code 7: why"),
    ])
    func whatGoesWrongIsSaid(_ script: String, _ expected: String) async throws {
        let launch = try launch(script)
        let error = await #expect(throws: RuntimeError.self) { _ = try await harness.runtime.start(launch) }
        #expect(error?.message.contains(expected) == true, "\(error?.message ?? "")")
    }

    @Test func aProgramThatHangsIsKilledWhenItsServiceIsStopped() async throws {
        let launch = try launch("echo $$ >&2; exec sleep 1000")
        let runtime = harness.runtime
        let starting = Task { () -> String in
            do throws(RuntimeError) { _ = try await runtime.start(launch) } catch { return error.message }
            return "started"
        }
        let pid = try #require(Int32(try await harness.firstLine(of: launch)))
        starting.cancel()
        #expect(await starting.value.contains("SIGKILL"))
        #expect(await eventually { !isAlive(pid) })
    }

    @Test func aProgramThatDoesNotEndIsKilledAfterAWhile() async throws {
        let launch = try launch("exec sleep 1000")
        let host = harness.providerHost(up: .milliseconds(300))
        let error = await #expect(throws: RuntimeError.self) { _ = try await host.start(launch) }
        #expect(error?.message.contains("timed out after 300 ms") == true)
    }

    @Test func aDownThatFailsEndsTheServiceAndSaysSo() async throws {
        let launch = try launch(#"[ "$verb" = up ] || exit 9"#)
        _ = try await harness.runtime.start(launch)
        await harness.runtime.signal(launch.instance, .terminate, group: true)
        #expect(await harness.exits.status(of: launch.instance) == .code(1))
    }

    @Test func anAbsentProgramMakesTheServiceUnavailable() async {
        var launch = harness.launch([])
        launch.service.settings.native = nil
        launch.service.provider = Provider(type: "no-such-provider")
        guard case .unavailable(let reason, let remedy) = await harness.runtime.availability(of: launch) else {
            Issue.record("it is not there")
            return
        }
        #expect(reason.contains("neither 'docker-no-such-provider' nor 'no-such-provider'") && remedy != nil)
    }

    // MARK: Pure

    private let metadata = ProviderMetadata(
        #"{"description":"x","up":{"parameters":[{"name":"type","required":true}]},"down":{"parameters":[]}}"#
    )

    @Test func onlyOptionsThatTheProgramKnowsArePassed() throws {
        let provider = Provider(type: "x", options: ["type": ["a"], "other": ["b"]])
        let call = ProviderCall(project: "p", service: Service(name: "db"), provider: provider, metadata: metadata)
        #expect(try call.arguments(.up) == ["compose", "--project-name=p", "up", "--type=a", "db"])
        #expect(try call.arguments(.down) == ["compose", "--project-name=p", "down", "db"])
    }

    @Test func anOptionThatIsNeededAndMissingIsNamed() {
        let call = ProviderCall(
            project: "p",
            service: Service(name: "db"),
            provider: Provider(type: "x"),
            metadata: metadata
        )
        let error = #expect(throws: RuntimeError.self) { _ = try call.arguments(.up) }
        #expect(error?.message.contains("requires the option 'type'") == true)
    }

    @Test func whatIsNoMetadataIsNone() {
        #expect(ProviderMetadata("Usage: x") == nil && ProviderMetadata("{}") == nil && ProviderMetadata("") == nil)
    }
}
