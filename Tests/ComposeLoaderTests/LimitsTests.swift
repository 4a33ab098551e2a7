import ComposeLoader
import ComposeModel
import Diagnostics
import OrderedCollections
import Testing

/// Files that are made to hurt: each ends in one clear error, and soon.
@Suite struct LimitsTests {
    @Test func aFileOfTenMegabytesIsTurnedAway() {
        let yaml = "services:\n" + String(repeating: "# ten megabytes of comments\n", count: 400_000)
        let start = ContinuousClock.now
        #expect(Loading(yaml).problems() == ["1:1 file-too-large"])
        #expect(ContinuousClock.now - start < .seconds(5))
    }

    @Test func aLargeFileUnderTheLimitEndsSoon() {
        let yaml = "services:\n  a: {image: x}\n" + String(repeating: "# seven megabytes of comments\n", count: 250_000)
        let start = ContinuousClock.now
        #expect(Loading(yaml).problems().isEmpty)
        #expect(ContinuousClock.now - start < .seconds(5))
    }

    @Test func aBombOfAliasesEndsAtTheAlias() {
        var yaml = "x-0: &a0 [x, x, x, x, x, x, x, x, x, x]\n"
        for level in 1...9 {
            let alias = "*a\(level - 1)"
            yaml += "x-\(level): &a\(level) [\((0..<10).map { _ in alias }.joined(separator: ", "))]\n"
        }
        yaml += "services: {a: {image: x}}\n"
        // Ten to the fifth is reached within the fifth line.
        #expect(Loading(yaml).problems() == ["5:46 too-many-nodes"])
    }

    @Test func aBombOfMergeKeysEndsAtTheAlias() {
        var yaml = "x-0: &a0 {k0: 1, k1: 1, k2: 1}\n"
        for level in 1...40 {
            yaml += "x-\(level): &a\(level) {x: *a\(level - 1), y: *a\(level - 1), <<: *a\(level - 1)}\n"
        }
        let problems = Loading(yaml).problems()
        #expect(problems.count == 1)
        #expect(problems.first?.hasSuffix("too-many-nodes") == true)
    }

    @Test func aDeepFileEndsAtTheDepth() {
        let yaml = "x-a: " + String(repeating: "[", count: 5000)
        #expect(Loading(yaml).problems() == ["1:105 too-deep"])
    }

    @Test func aDeepFileOfAliasesEndsAtTheAlias() {
        var yaml = "x-0: &a0 " + String(repeating: "[", count: 60) + String(repeating: "]", count: 60) + "\n"
        yaml += "x-1: " + String(repeating: "[", count: 60) + "*a0" + String(repeating: "]", count: 60) + "\n"
        #expect(Loading(yaml).problems() == ["2:66 too-deep"])
    }

    @Test func aHundredThousandValuesAreTooMany() {
        let yaml = "x-a: [" + String(repeating: "a,", count: 100_000) + "a]\n"
        #expect(Loading(yaml).problems() == ["1:200001 too-many-nodes"])
    }

    @Test func variablesCannotGrowWithoutEnd() {
        var env = "A=" + String(repeating: "x", count: 1000) + "\n"
        var last = "A"
        for name in ["B", "C", "D", "E"] {
            env += "\(name)=" + String(repeating: "$\(last)", count: 20) + "\n"
            last = name
        }
        let problems = Loading(["compose.yaml": oneService("user: $E"), ".env": env]).problems()
        #expect(problems == [".env:4:7 value-too-long"])
    }

    @Test func variablesCannotBeNestedWithoutEnd() {
        let value = String(repeating: "${A:-", count: 2000) + String(repeating: "}", count: 2000)
        let problems = Loading(oneService("user: " + value)).problems()
        #expect(problems == ["4:116 interpolation-too-deep"])
    }

    @Test func manyProblemsAreCountedNotShown() {
        let keys = (0..<3000).map { "k\($0): 1" }.joined(separator: "\n")
        let problems = Loading(oneService(keys)).diagnostics()
        #expect(problems.count == 1001)
        #expect(problems.first?.message == "2000 more problems are not shown")
    }

    @Test func aChainOfBasesEnds() {
        var yaml = "services:\n"
        for index in 0..<200 { yaml += "  s\(index): {extends: s\(index + 1)}\n" }
        yaml += "  s200: {image: x}\n"
        #expect(Loading(yaml).problems().contains { $0.hasSuffix("too-deep") })
    }

    @Test func aBaseThatThousandsExtendIsCountedThousandsOfTimes() {
        let variables = (0..<5000).map { "V\($0): x" }.joined(separator: ", ")
        var yaml = "services:\n  base: {image: x, environment: {\(variables)}}\n"
        for index in 0..<2000 { yaml += "  s\(index): {extends: base, environment: {A: b}}\n" }
        let start = ContinuousClock.now
        let problems = Loading(yaml).problems()
        #expect(problems.contains { $0.hasSuffix("too-many-nodes") })
        #expect(ContinuousClock.now - start < .seconds(20))
    }

    @Test func includesThatBranchWithoutEndAreCounted() {
        var files = ["compose.yaml": "include: [1.yaml, 1.yaml]\nservices: {a: {image: x}}\n"]
        for level in 1...12 { files["\(level).yaml"] = "include: [\(level + 1).yaml, \(level + 1).yaml]\n" }
        files["13.yaml"] = "x-a: 1\n"
        #expect(Loading(files).problems().contains { $0.hasSuffix("too-many-files") })
    }

    @Test func rangesOfPortsAreLimited() {
        #expect(Loading(oneService("ports: ['1-65535:1-65535']")).problems() == ["4:13 too-many-ports"])
    }

    @Test func onePortOnThousandsOfAddressesEndsSoon() {
        let ports = (0..<10_000).map { "'127.1.\($0 / 250).\($0 % 250):80:80'" }.joined(separator: ", ")
        let start = ContinuousClock.now
        #expect(Loading(oneService("ports: [\(ports)]")).problems().isEmpty)
        #expect(ContinuousClock.now - start < .seconds(20))
    }

    @Test func envFilesThatManyServicesReadAreCounted() {
        let services = (0..<100).map { "s\($0): {image: x, env_file: e.env}" }.joined(separator: ", ")
        let variables = (0..<3000).map { "A\($0)=x" }.joined(separator: "\n")
        let problems = Loading(["compose.yaml": "services: {\(services)}\n", "e.env": variables]).problems()
        #expect(problems.first?.hasSuffix("too-many-nodes") == true)
    }

    @Test func filesAreCountedTogether() {
        var files = ["compose.yaml": "include: [a, b, c, d, e]\nservices: {a: {image: x}}\n"]
        let comment = String(repeating: "# seven megabytes together\n", count: 270_000)
        for name in ["a", "b", "c", "d", "e"] { files[name] = "x-a: 1\n" + comment }
        #expect(Loading(files).problems() == ["1:23 file-too-large"])
    }

    @Test func aLongEnvFileOfNonsenseEndsSoon() {
        let files = ["compose.yaml": oneService("user: a"), ".env": String(repeating: "!\n", count: 1_000_000)]
        let problems = Loading(files).diagnostics()
        #expect(problems.count == 1000)
    }
}
