import ComposeModel
import OrderedCollections
import Runtime
import TestSupport
import Testing

@testable import Supervision

/// Two and three commands at once have the result of some order of them, one after the other.
@Suite struct StackMachinePropertyTests {
    @Test(arguments: 0..<12 as Range<UInt64>)
    func commandsAtOnceHaveTheResultOfSomeOrder(seed: UInt64) throws {
        var random = SeededGenerator(seed: seed)
        for _ in 0..<12 {
            let start = try Self.randomStack(&random)
            let commands = (0..<Int.random(in: 2...3, using: &random)).map { _ in Self.randomCommand(&random) }
            let result = try Self.atOnce(commands, start, &random)
            let orders = Self.results(ofEveryOrderOf: commands, start)
            #expect(orders.contains(result), "\(commands)")
        }
    }

    @Test func aRefusedCommandLeavesNoTrace() throws {
        var stack = try StackSimulation(Self.project)
        stack.perform(.up([], runtimes: RuntimeOverrides(all: .native), scales: [:], reloading: true))
        stack.settle()
        let before = stack.summary
        var choices = RuntimeOverrides()
        choices.services = ["fixed": .docker, "web": .docker]
        stack.files.services["web"]?.environment["EDIT"] = "1"
        stack.perform(.up([], runtimes: choices, scales: ["web": 3], reloading: true))
        stack.perform(.restart(["nobody"]))
        #expect(stack.summary == before)
        #expect(stack.pending.isEmpty)
    }

    // MARK: Stacks and commands

    private static var project: Project {
        var project = Project.test([
            .test("db"), .test("fixed", needs: .test("db")), .test("web", needs: .test("fixed"), .test("db")),
            .test("job"),
        ])
        project.settings.runtime = .auto
        return project
    }

    /// A stack of which some services run, and whose files were edited since.
    private static func randomStack(_ random: inout SeededGenerator) throws -> StackSimulation {
        var stack = try StackSimulation(project)
        stack.perform(.up([], runtimes: RuntimeOverrides(all: .native), scales: [:], reloading: true))
        stack.settle()
        if Bool.random(using: &random) { stack.perform(.stop([Self.randomName(&random)])) }
        stack.settle()
        switch Int.random(in: 0..<4, using: &random) {
        case 0: stack.files.services["web"]?.environment["EDIT"] = "1"
        case 1: stack.files.services["job"] = nil
        case 2: stack.files.services["new"] = .test("new", needs: .test("db"))
        default: break
        }
        return stack
    }

    private static func randomName(_ random: inout SeededGenerator) -> String {
        ["db", "fixed", "web", "job"].randomElement(using: &random) ?? "db"
    }

    private static func randomCommand(_ random: inout SeededGenerator) -> SupervisorCommand {
        let name = randomName(&random)
        switch Int.random(in: 0..<7, using: &random) {
        case 0: return .up([], runtimes: nil, scales: [:], reloading: true)
        case 1:
            return .up([name], runtimes: nil, scales: [name: Int.random(in: 1...3, using: &random)], reloading: true)
        case 2:
            let kind: RuntimePreference = Bool.random(using: &random) ? .docker : .native
            return .up([], runtimes: RuntimeOverrides(services: [name: kind]), scales: [:], reloading: true)
        case 3: return .stop([name])
        case 4: return .restart([name])
        case 5: return .switchRuntime(name, Bool.random(using: &random) ? .docker : .native)
        default: return .stop([])
        }
    }

    // MARK: Running

    /// Runs commands at once: each begins, waits for its answers, and commits, in a random interleaving.
    private static func atOnce(
        _ commands: [SupervisorCommand],
        _ start: StackSimulation,
        _ random: inout SeededGenerator
    ) throws -> StackSimulation.Summary {
        var stack = start
        var open = commands.map { (command: $0, begun: StackSimulation.Begun?.none) }
        while !open.isEmpty {
            let index = Int.random(in: open.indices, using: &random)
            do throws(SupervisorError) {
                if let begun = open[index].begun {
                    if try stack.commit(open[index].command, begun) {
                        open.remove(at: index)
                    } else {
                        open[index].begun = nil
                    }
                } else {
                    open[index].begun = try stack.begin(open[index].command)
                }
            } catch {
                open.remove(at: index)
            }
        }
        stack.settle()
        return stack.summary
    }

    private static func results(
        ofEveryOrderOf commands: [SupervisorCommand],
        _ start: StackSimulation
    ) -> Set<StackSimulation.Summary> {
        guard !commands.isEmpty else {
            var stack = start
            stack.settle()
            return [stack.summary]
        }
        var results: Set<StackSimulation.Summary> = []
        for index in commands.indices {
            var rest = commands
            var stack = start
            stack.perform(rest.remove(at: index))
            results.formUnion(Self.results(ofEveryOrderOf: rest, stack))
        }
        return results
    }
}

extension Dependency {
    fileprivate static func test(_ service: String) -> Dependency { Dependency(service: service) }
}
