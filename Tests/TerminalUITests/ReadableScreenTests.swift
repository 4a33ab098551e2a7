import ControlAPI
import Testing

@testable import TerminalUI

/// What a screen of a usual size must show.
@Suite struct ReadableScreenTests {
    private func model(_ services: [ServiceStatus], _ width: Int, _ height: Int) -> AppModel {
        var model = AppModel(size: Size(width: width, height: height), now: Fixtures.now)
        model.show(services, Fixtures.lines(0..<100))
        return model
    }

    @Test func logsHaveTheWholeWidthOfAnUsualScreen() {
        let layout = model(Fixtures.healthyServices, 120, 36).layout
        #expect(layout.arrangement == .stacked)
        #expect(layout.logs?.width == 120)
        #expect(model(Fixtures.healthyServices, 160, 50).layout.arrangement == .columns)
    }

    @Test func oneLongNameLeavesPortAndUptime() {
        var services = Fixtures.healthyServices
        services[6] = Fixtures.healthy("a-service-with-a-very-long-name-indeed", port: 9999)
        let text = model(services, 80, 24).screen.text
        #expect(text.contains("port"))
        #expect(text.contains("9999"))
        #expect(text.contains("5432"))
    }

    @Test func restartsHaveAColumnOnceThereAreSome() {
        var services = Fixtures.healthyServices
        #expect(!model(services, 120, 36).screen.text.contains("restarts"))
        services[1].restarts = 3
        #expect(model(services, 120, 36).screen.text.contains("restarts"))
    }

    @Test(arguments: [Glyphs.unicode, .ascii], [60, 120])
    func helpIsNowhereCut(_ glyphs: Glyphs, _ width: Int) {
        var model = model(Fixtures.healthyServices, width, 300)
        model.appearance.glyphs = glyphs
        model.press(.character("?"))
        let text = model.screen.text
        let others: [KeyBinding.Context] = [
            .help, .quit, .stop, .reset, .palette, .prompt, .line, .logServices, .silence,
        ]
        for binding in KeyBinding.all where !others.contains(binding.context) {
            #expect(text.contains(binding.description), "\(binding.description)")
        }
    }

    @Test func exampleOfAPromptIsCutWithAnEllipsis() {
        var model = model(Fixtures.healthyServices, 60, 24)
        model.press(.character("f"))
        let row = (0..<24).map { model.screen.text(row: $0) }.first { $0.contains("filter: ") }
        #expect(row?.contains("…") == true)
    }

    @Test func detailsSayWhatIsExpectedOfADependency() {
        var services = Fixtures.healthyServices
        services[7].dependencies[0].condition = "service_completed_successfully"
        services[7].dependencies[1].required = false
        var model = model(services, 200, 60)
        model.services.selected = "backend"
        let text = model.screen.text
        #expect(text.contains("postgres (completed)"))
        #expect(text.contains("redis (healthy, optional)"))
        model.press(.character("d"))
        #expect(model.screen.text.contains("must be completed"))
        model.services.selected = "redis"
        #expect(model.screen.text.contains("needs it healthy"))
    }
}
