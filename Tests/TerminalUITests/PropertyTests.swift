import ControlAPI
import FoundationEssentials
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

    private func message(_ model: AppModel, _ generator: inout SeededGenerator) -> Message {
        let isLarge = Int.random(in: 0..<3, using: &generator) == 0
        let size = Size(
            width: .random(in: 1...(isLarge ? 300 : 40), using: &generator),
            height: .random(in: 1...(isLarge ? 100 : 12), using: &generator)
        )
        let point = Point(x: .random(in: 0..<300, using: &generator), y: .random(in: 0..<100, using: &generator))
        let names = (0..<Int.random(in: 0...14, using: &generator)).map { "\($0)" + text(&generator) }
        switch Int.random(in: 0..<20, using: &generator) {
        case 0..<8:
            let keys = KeyBinding.all.flatMap(\.keys)
            return .screen(.key(keys.randomElement(using: &generator) ?? KeyPress(.enter)))
        case 8..<11:
            let kinds: [MouseEvent.Kind] = [.press, .release, .drag, .wheelUp, .wheelDown]
            return .screen(.mouse(MouseEvent(kinds.randomElement(using: &generator) ?? .press, at: point)))
        case 11..<14:
            return .screen(.resized(size))
        case 14:
            return .stack(.snapshot(Fixtures.snapshot(names.map { service($0, names, &generator) })))
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
}
