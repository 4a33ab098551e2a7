import ControlAPI
import FoundationEssentials
import LogAnalysis
import TestSupport
import Testing

@testable import TerminalUI

/// Whatever the state and the size: no crash, and nothing outside.
@Suite struct PropertyTests {
    private static let texts = [
        "", "a", "postgres", "決算書", "🧾🧾🧾", "e\u{301}\u{301}\u{301}\u{301}\u{301}", "\u{1B}[31mred", "\u{1B}]0;t\u{7}",
        "\t\ttabs", "a very long text that does not fit into most of the panes there are, whatever their width is",
        "\u{202E}x", "\u{0}", "\u{FFFD}", "한국어 क्षत्रिय", "👨\u{200D}👩\u{200D}👧", "\u{301}", "a\nb", "x\ry",
    ]

    private func text(_ generator: inout SeededGenerator) -> String {
        (0..<Int.random(in: 0...3, using: &generator)).map { _ in
            Self.texts.randomElement(using: &generator) ?? ""
        }.joined()
    }

    private func maybe<Value>(_ value: Value, _ generator: inout SeededGenerator) -> Value? {
        Bool.random(using: &generator) ? value : nil
    }

    private func service(_ name: String, _ names: [String], _ generator: inout SeededGenerator) -> ServiceStatus {
        var service = ServiceStatus(name: name, state: .allCases.randomElement(using: &generator) ?? .waiting)
        service.health = maybe(.allCases.randomElement(using: &generator) ?? .healthy, &generator)
        service.runtime = maybe(text(&generator), &generator)
        service.pid = maybe(Int32.random(in: .min ... .max, using: &generator), &generator)
        service.ports = [
            .init(host: text(&generator), published: .random(in: 0...65_535, using: &generator), target: 1)
        ]
        service.restarts = Int.random(in: -1...2000, using: &generator)
        service.startedAt = maybe(
            Fixtures.now.addingTimeInterval(.random(in: -1e9...1e6, using: &generator)),
            &generator
        )
        service.reason = maybe(text(&generator), &generator)
        service.remedy = maybe(text(&generator), &generator)
        let probe = ServiceStatus.ProbeReport(
            kind: text(&generator),
            latencyMs: [.nan, -1, 0.5, 1e300].randomElement(using: &generator) ?? 0,
            message: text(&generator),
            succeeded: .random(using: &generator),
            at: Fixtures.now
        )
        service.probe = maybe(probe, &generator)
        let binary = ServiceStatus.Binary(
            path: text(&generator),
            version: text(&generator),
            difference: text(&generator)
        )
        service.binary = maybe(binary, &generator)
        service.lastExit = maybe(text(&generator), &generator)
        service.dependencies = names.filter { _ in Int.random(in: 0..<4, using: &generator) == 0 }.map {
            .init(
                service: $0,
                condition: "",
                required: .random(using: &generator),
                satisfied: .random(using: &generator)
            )
        }
        service.dependents = names.filter { _ in Int.random(in: 0..<4, using: &generator) == 0 }
        service.degradedBy = names.filter { _ in Int.random(in: 0..<6, using: &generator) == 0 }
        return service
    }

    private func data(_ generator: inout SeededGenerator) -> DataStatus {
        let firms = (0..<Int.random(in: 0...9, using: &generator)).map { number -> DataStatus.Firm in
            let stores = (0..<Int.random(in: 0...7, using: &generator)).map { _ in
                DataStatus.Store(
                    name: ["postgres", "redis", text(&generator)].randomElement(using: &generator) ?? "",
                    state: .allCases.randomElement(using: &generator) ?? .seeded,
                    items: [-1, 0, 1, 61_377, .max].randomElement(using: &generator) ?? 0,
                    drift: maybe(
                        .init(
                            added: .random(in: -1...3_000_000, using: &generator),
                            changed: .random(in: 0...2, using: &generator),
                            removed: .random(in: 0...2, using: &generator)
                        ),
                        &generator
                    ),
                    reason: maybe(text(&generator), &generator)
                )
            }
            let time = Fixtures.now.addingTimeInterval(.random(in: -1e9...1e6, using: &generator))
            return DataStatus.Firm(
                slug: "\(number)" + text(&generator),
                name: text(&generator),
                seededAt: maybe(time, &generator),
                resetAt: maybe(time, &generator),
                stores: stores
            )
        }
        var operation = DataOperation(kind: .reset, firm: maybe(text(&generator), &generator), startedAt: Fixtures.now)
        operation.steps = (0..<Int.random(in: 0...9, using: &generator)).map { _ in
            DataOperation.Step(
                store: ["postgres", text(&generator)].randomElement(using: &generator) ?? "",
                firm: firms.randomElement(using: &generator)?.slug,
                done: .random(in: -5...50, using: &generator),
                total: .random(in: 0...40, using: &generator),
                isFinished: .random(using: &generator)
            )
        }
        let error = ControlError(.storeFailed, text(&generator), hint: maybe(text(&generator), &generator))
        return DataStatus(
            state: .allCases.randomElement(using: &generator) ?? .seeded,
            seed: maybe(Fixtures.seed, &generator),
            firms: firms,
            operation: maybe(operation, &generator),
            problem: maybe(error, &generator)
        )
    }

    /// What may be typed into the palette.
    private static let typed: [Character] = [":", "r", "e", " ", "\u{301}", "🧾", "決", "\u{1B}", "İ", "ß"]

    private func profile(_ names: [String], _ generator: inout SeededGenerator) -> StartupProfile {
        let times = [0, 1, 12.5, 4e3, -1, .nan, .infinity, 1e300]
        func time() -> Double { times.randomElement(using: &generator) ?? 0 }
        return StartupProfile(
            entries: names.map { name in
                .init(
                    service: name,
                    unblockedMs: time(),
                    spawnedMs: maybe(time(), &generator),
                    readyMs: maybe(time(), &generator),
                    onCriticalPath: .random(using: &generator)
                )
            },
            totalMs: time(),
            criticalPath: names,
            criticalPathMs: time()
        )
    }

    private func logs(_ model: AppModel, _ generator: inout SeededGenerator) -> Message {
        let start = Int.random(in: 0...50, using: &generator)
        let lines = (0..<Int.random(in: 0...60, using: &generator)).map { number in
            var line = Fixtures.line(
                text(&generator),
                text(&generator) + text(&generator),
                at: Double(start + number - 60),
                number: UInt64(start + number),
                LogStream.allCases.randomElement(using: &generator) ?? .stdout
            )
            line.isContext = Bool.random(using: &generator)
            return line
        }
        let typed = ["a", "(", "level:warn", ".a>1", "!x", "14:02", "-10m", "\u{301}", "\"", "決"]
        switch Int.random(in: 0..<6, using: &generator) {
        case 0: return .screen(.pasted(text(&generator)))
        case 1, 2: return .screen(.pasted(typed.randomElement(using: &generator) ?? ""))
        case 3: return .copied(CopyOutcome(what: text(&generator), isInTerminal: false, isOnDesktop: false))
        default:
            if let page = model.logs.paging.pending { return .logPage(page, .success(lines)) }
            return .logs(
                generation: model.logs.generation,
                lines: lines,
                skipped: .random(in: 0...9, using: &generator)
            )
        }
    }

    private func message(_ model: AppModel, _ generator: inout SeededGenerator) -> Message {
        let isLarge = Int.random(in: 0..<3, using: &generator) == 0
        let size = Size(
            width: .random(in: 1...(isLarge ? 300 : 40), using: &generator),
            height: .random(in: 1...(isLarge ? 100 : 12), using: &generator)
        )
        let point = Point(x: .random(in: 0..<300, using: &generator), y: .random(in: 0..<100, using: &generator))
        let names = (0..<Int.random(in: 0...14, using: &generator)).map { "\($0)" + text(&generator) }
        switch Int.random(in: 0..<27, using: &generator) {
        case 23:
            return .screen(.key(.character(Self.typed.randomElement(using: &generator) ?? "a")))
        case 24:
            let events = names.enumerated().map { index, name in
                StackEvent(
                    sequence: UInt64(index),
                    at: Fixtures.now.addingTimeInterval(.random(in: -1e6...1e3, using: &generator)),
                    payload: .serviceChanged(service(name, names, &generator))
                )
            }
            return .answered(.journal(events))
        case 25:
            return .stack(
                .event(
                    .init(
                        sequence: (model.stack?.sequence ?? 0) + 1,
                        at: Fixtures.now,
                        payload: .started(profile(names, &generator))
                    )
                )
            )
        case 26:
            let lines = names.map { Fixtures.line($0, text(&generator)) }
            guard let occasion = model.tail.asked else { return .answered(.profile(profile(names, &generator))) }
            return .answered(.tail(occasion, lines))
        case 0..<8:
            let keys = KeyBinding.all.flatMap(\.keys)
            return .screen(.key(keys.randomElement(using: &generator) ?? KeyPress(.enter)))
        case 8..<11:
            let kinds: [MouseEvent.Kind] = [.press, .release, .drag, .wheelUp, .wheelDown]
            return .screen(.mouse(MouseEvent(kinds.randomElement(using: &generator) ?? .press, at: point)))
        case 11..<14:
            return .screen(.resized(size))
        case 14:
            var snapshot = Fixtures.snapshot(names.map { service($0, names, &generator) })
            snapshot.data = maybe(data(&generator), &generator)
            return .stack(.snapshot(snapshot))
        case 15:
            let name = model.stack?.services.randomElement(using: &generator)?.name ?? "new"
            let sequence = (model.stack?.sequence ?? 0) + 1
            let payload: StackEvent.Payload =
                Bool.random(using: &generator)
                ? .serviceChanged(service(name, names, &generator)) : .serviceRemoved(name)
            return .stack(.event(.init(sequence: sequence, at: Fixtures.now, payload: payload)))
        case 16:
            return .stack(.metrics(names.map { .init(name: $0, cpuPercent: .nan, memoryBytes: .max) }))
        case 17:
            return .connection(
                [.connecting, .connected, .reconnecting(reason: text(&generator)), .ended]
                    .randomElement(using: &generator) ?? .connected
            )
        case 18, 19:
            return .stack(.data(data(&generator)))
        case 20:
            let error = ControlError(.internal, text(&generator), hint: maybe(text(&generator), &generator))
            let outcome = Fixtures.outcome(firm: maybe(text(&generator), &generator), skipping: text(&generator))
            let ending: Result<DataOutcome, ControlError> =
                Bool.random(using: &generator) ? .success(outcome) : .failure(error)
            return .ended(.reset(ResetRequest(firm: text(&generator))), ending)
        case 21, 22: return logs(model, &generator)
        default:
            let lines = (0..<Int.random(in: 0...60, using: &generator)).map { number in
                Fixtures.line(text(&generator), text(&generator) + text(&generator), number: UInt64(number), .system)
            }
            return .logs(
                generation: model.logs.generation,
                lines: lines,
                skipped: .random(in: 0...1, using: &generator)
            )
        }
    }

    @Test(arguments: [UInt64(1), 2, 3, 4])
    func noStateAtNoSizeCrashesOrDrawsOutside(_ seed: UInt64) {
        var generator = SeededGenerator(seed: seed)
        for round in 0..<25 {
            var model = AppModel(now: Fixtures.now)
            if round % 3 == 0 { model.appearance = .init(theme: .monochrome, glyphs: .ascii) }
            for _ in 0..<20 {
                _ = update(&model, message(model, &generator))
                let frame = model.screen
                #expect(frame.size == model.size)
                #expect(frame.isSound)
            }
        }
    }

    @Test func everySceneFitsEverySmallSize() {
        for scene in Scene.allCases {
            for width in [1, 2, 3, 4, 5, 8, 13, 24, 40] {
                for height in 1...9 {
                    let size = Size(width: width, height: height)
                    #expect(view(scene.model(size), size).isSound)
                }
            }
        }
    }

    @Test(arguments: PaneScene.allCases)
    func everyPaneFitsEverySize(_ scene: PaneScene) {
        var model = scene.model(Size(width: 80, height: 24))
        for width in [1, 2, 3, 5, 9, 17, 31, 44, 79, 80, 110, 120, 300] {
            for height in Array(1...14) + [18, 22, 35, 100] {
                model.size = Size(width: width, height: height)
                model.isZoomed = height % 3 == 0
                model.focus = height % 2 == 0 ? .logs : model.focus
                let frame = model.screen
                if frame.size != model.size || !frame.isSound { Issue.record("\(width)x\(height)") }
            }
        }
    }

    @Test(arguments: [UInt64(5), 6])
    func noSizeUpTo300By100DrawsOutside(_ seed: UInt64) {
        var generator = SeededGenerator(seed: seed)
        let themes = [Theme.standard, .standardOnLight, .dark, .light, .monochrome]
        for round in 0..<120 {
            let scene = Scene.allCases[round % Scene.allCases.count]
            let width = Int.random(in: 1...300, using: &generator)
            let size = Size(width: width, height: .random(in: 1...100, using: &generator))
            var model = scene.model(size)
            model.appearance.theme = themes[round % themes.count]
            model.appearance.showsMetrics = round % 2 == 0
            for _ in 0..<5 { _ = update(&model, message(model, &generator)) }
            let frame = model.screen
            #expect(frame.size == model.size)
            #expect(frame.isSound)
        }
    }

    @Test(arguments: DataScene.allCases)
    func everyStateOfTheDataFitsEverySize(_ scene: DataScene) {
        var model = scene.model(Size(width: 80, height: 24))
        for width in [1, 2, 3, 5, 9, 17, 31, 44, 79, 80, 110, 120] {
            for height in Array(1...14) + [18, 22, 35, 50] {
                model.size = Size(width: width, height: height)
                let frame = model.screen
                if frame.size != model.size || !frame.isSound { Issue.record("\(width)x\(height)") }
            }
        }
    }
}
