import ComposeLoader
import ComposeModel
import OrderedCollections
import Testing

/// Single points in which a resolved project is what docker compose makes of it.
@Suite struct PrintedProjectTests {
    @Test func aProvidersServiceIsInNoNetwork() throws {
        let yaml = """
            services:
              a: {image: x, networks: [n], depends_on: [m]}
              m: {provider: {type: model, options: {name: q, sizes: [1, 2]}}}
            networks: {n: }
            """
        let loaded = try Loading(yaml).load()
        #expect(loaded.project.networks.keys == ["n"])
        #expect(loaded.project.services["m"]?.networks.isEmpty == true)
        #expect(loaded.json().contains("\"name\": [\n"))
    }

    @Test func modelsAreMappingsAndOnlyThoseThatAreUsedStay() throws {
        let yaml = oneService("models: [m]", more: "models: {m: {model: q}, unused: {model: r}}\n")
        let printed = try Loading(yaml).load().yaml()
        #expect(printed.contains("models:\n      m: null"))
        #expect(printed.contains("model: q") && !printed.contains("unused"))
    }

    @Test func labelsOfSecretsAndConfigsAreMappings() throws {
        let more = "secrets: {s: {environment: S, labels: [a=b, c]}}\nconfigs: {k: {content: t, labels: [d=e]}}\n"
        let printed = try Loading(oneService("secrets: [s]\nconfigs: [k]", more: more)).load().yaml()
        #expect(printed.contains("a: b") && printed.contains("c: \"\"") && printed.contains("d: e"))
    }

    @Test func wholeNumbersKeepAllTheirDigits() throws {
        let keys = "environment: {A: 12345678901234567890, B: 0xFFFFFFFFFFFFFFFF}\nlabels: {l: 9223372036854775808}"
        let service = try Loading(oneService(keys)).service()
        #expect(service.environment == ["A": "12345678901234567890", "B": "18446744073709551615"])
        #expect(service.labels == ["l": "9223372036854775808"])
    }

    @Test(arguments: [("aGVsbG8=", "hello"), ("'aGVs bG8h'", "hello!"), ("w6Q=", "ä"), ("''", "")])
    func binaryIsTheTextThatItHolds(_ text: String, _ expected: String) throws {
        #expect(try Loading(oneService("environment: {A: !!binary \(text)}")).service().environment["A"] == expected)
    }

    @Test(arguments: ["aGVsbG8", "'$'", "gIGC", "a==="])
    func whatIsNoTextInBase64IsAnError(_ text: String) {
        #expect(Loading(oneService("environment: {A: !!binary \(text)}")).problems() == ["4:22 bad-binary"])
    }

    @Test func anEmptyTextThatIsTaggedAsNullIsNull() throws {
        #expect(
            try Loading(oneService("environment: {A: !!null \"\", B: \"\"}")).service().environment == [
                "A": nil, "B": "",
            ]
        )
    }

    @Test func aProjectMayHaveNoServices() throws {
        let loaded = try Loading("services: {}\n").load()
        #expect(loaded.project.services.isEmpty)
        #expect(loaded.yaml().contains("services: {}"))
    }

    @Test func aBaseWithoutAnythingLeavesTheServiceAsItIs() throws {
        let files = [
            "compose.yaml": "services: {a: {image: x, extends: {file: base.yaml, service: b}}}\n",
            "base.yaml": "services:\n  b:\n  c:\n",
        ]
        #expect(try Loading(files).service().image == "x")
        #expect(Loading(["compose.yaml": "services:\n  a:\n"]).problems() == ["2:5 wrong-type"])
    }

    @Test func aShellsHealthTestOfSeveralTextsIsRunAsTheEngineDoes() throws {
        let test = try Loading(oneService("healthcheck: {test: [CMD-SHELL, a b, c]}")).service().healthcheck?.test
        #expect(test == .command(["/bin/sh", "-c", "a b", "c"]))
        #expect(
            try Loading(oneService("healthcheck: {test: [CMD-SHELL, a b]}")).service().healthcheck?.test
                == .shell("a b")
        )
        #expect(try Loading(oneService("healthcheck: {test: []}")).service().healthcheck?.test == nil)
    }
}
