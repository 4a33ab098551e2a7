import Testing

/// A Compose file and everything that is to be reported about it, in reading order.
struct BadCase: CustomTestStringConvertible, Sendable {
    var name: String
    var yaml: String
    var expected: [String]
    var environment: [String: String] = [:]

    init(_ name: String, _ yaml: String, _ expected: String..., environment: [String: String] = [:]) {
        self.name = name
        self.yaml = yaml
        self.expected = expected
        self.environment = environment
    }

    var testDescription: String { name }

    func check() {
        let problems = Loading(yaml, environment: environment).problems()
        #expect(problems == expected)
    }
}
