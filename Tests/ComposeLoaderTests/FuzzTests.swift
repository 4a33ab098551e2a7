import ComposeLoader
import ComposeModel
import Diagnostics
import Foundation
import OrderedCollections
import TestSupport
import Testing

/// Broken files by the thousands. Each must end in a project or in diagnostics: no crash, and soon.
///
/// The inputs are the same on every run, as many as fit into the time for a test: 4 s, or CPADEV_FUZZ_SECONDS. All files are
/// in memory.
@Suite(.serialized) struct FuzzTests {
    private static let rounds = 22_000
    private static let budget = Duration.seconds(
        ProcessInfo.processInfo.environment["CPADEV_FUZZ_SECONDS"].flatMap(Int.init) ?? 4
    )
    /// Far above what a small file takes on a busy machine, far below a hang.
    private static let bound = Duration.seconds(10)

    /// What one run saw.
    private struct Tally {
        var inputs = 0
        var projects = 0
        var slowest = Duration.zero
        var codes: Set<String> = []
    }

    @Test func theSeedsAreWhole() {
        for seed in FuzzSeeds.compose {
            let files = ["compose.yaml": seed, "b.yaml": FuzzSeeds.included, ".env": FuzzSeeds.variables]
            #expect(Loading(files).problems().filter { !$0.hasSuffix("ignored-key") } == [])
        }
    }

    @Test(.timeLimit(.minutes(10))) func mutatedComposeFiles() {
        run("mutated Compose files", seed: 1) { mutator, index in
            let seeds = FuzzSeeds.compose
            let main = mutator.mutate(
                Array(seeds[index % seeds.count].utf8),
                other: Array(seeds[(index + 1) % seeds.count].utf8)
            )
            return [.main: main]
        }
    }

    @Test(.timeLimit(.minutes(10))) func nudgedComposeFiles() {
        run("Compose files with other words", seed: 5) { mutator, index in
            [.main: mutator.nudge(Array(FuzzSeeds.compose[index % FuzzSeeds.compose.count].utf8))]
        }
    }

    @Test(.timeLimit(.minutes(10))) func mutatedCompanions() {
        run("mutated includes, overrides and env files", seed: 2) { mutator, index in
            let names: [FileName] = [.included, .override, .variables]
            let texts = [FuzzSeeds.included, FuzzSeeds.override, FuzzSeeds.variables]
            let which = index % 3
            let other = Array(texts[(index + 1) % 3].utf8)
            return [names[which]: mutator.mutate(Array(texts[which].utf8), other: other)]
        }
    }

    @Test(.timeLimit(.minutes(10))) func soupsOfTokens() {
        run("soups of tokens", seed: 3) { mutator, _ in [.main: mutator.soup()] }
    }

    @Test(.timeLimit(.minutes(10))) func noise() {
        run("random bytes", seed: 4) { mutator, index in [index % 4 == 0 ? .variables : .main: mutator.noise()] }
    }

    private enum FileName: String {
        case main = "/home/compose.yaml"
        case included = "/home/b.yaml"
        case override = "/home/over.yaml"
        case variables = "/home/.env"
    }

    private func run(_ what: String, seed: UInt64, _ make: (inout Mutator, Int) -> [FileName: [UInt8]]) {
        var mutator = Mutator(random: SeededGenerator(seed: seed))
        var tally = Tally()
        let start = ContinuousClock.now
        for index in 0..<Self.rounds {
            guard ContinuousClock.now - start < Self.budget else { break }
            let changed = make(&mutator, index)
            var files = MemoryFiles([
                FileName.main.rawValue: FuzzSeeds.compose[index % FuzzSeeds.compose.count],
                FileName.included.rawValue: FuzzSeeds.included,
                FileName.override.rawValue: FuzzSeeds.override,
                FileName.variables.rawValue: FuzzSeeds.variables,
            ])
            for (name, bytes) in changed { files.contents[name.rawValue] = bytes }
            let names = changed[.override] == nil ? ["compose.yaml"] : ["compose.yaml", "over.yaml"]
            load(files, names, index: index, &tally)
        }
        let time = ContinuousClock.now - start
        print(
            "fuzz: \(tally.inputs) inputs of \(what): \(tally.projects) projects, \(tally.codes.count) kinds of problem,",
            "slowest \(tally.slowest), all \(time)"
        )
        #expect(tally.slowest < Self.bound)
    }

    private func load(_ files: MemoryFiles, _ names: [String], index: Int, _ tally: inout Tally) {
        let start = ContinuousClock.now
        let options = ComposeLoader.Options(files: names, workingDirectory: "/home", environment: ["HOME": "/home/me"])
        do {
            let loaded = try ComposeLoader(options: options, files: files).load()
            tally.projects += 1
            check(loaded.warnings, &tally)
            // What is loaded can be written, and what is written can be loaded.
            if index % 4 == 0, !loaded.project.services.isEmpty { checkOutput(of: loaded, files) }
        } catch {
            #expect(error.diagnostics.hasErrors)
            check(error.diagnostics, &tally)
        }
        tally.inputs += 1
        tally.slowest = max(tally.slowest, ContinuousClock.now - start)
    }

    private func check(_ diagnostics: [Diagnostic], _ tally: inout Tally) {
        tally.codes.formUnion(diagnostics.map(\.code.rawValue))
        let areSound = diagnostics.allSatisfy { diagnostic in
            diagnostic.location.map { $0.line > 0 && $0.column > 0 } ?? true && !diagnostic.message.isEmpty
        }
        if !areSound { Issue.record("a diagnostic without a message, or at no place: \(diagnostics)") }
        _ = DiagnosticRenderer(color: true).render(diagnostics)
    }

    private func checkOutput(of loaded: LoadedProject, _ files: MemoryFiles) {
        var again = files
        let text = loaded.yaml()
        again.contents = ["/home/out.yaml": Array(text.utf8)]
        let options = ComposeLoader.Options(files: ["out.yaml"], workingDirectory: "/home", profiles: ["*"])
        do {
            let second = try ComposeLoader(options: options, files: again).load()
            if second.yaml() != text { Issue.record("the output loads as something else:\n\(text)\n\(second.yaml())") }
        } catch {
            Issue.record("the output does not load: \(error.diagnostics)\n\(text)")
        }
    }
}
