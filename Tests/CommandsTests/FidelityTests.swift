import ComposeLoader
import ComposeModel
import FoundationEssentials
import StackHost
import Testing

@testable import Commands

/// cpadev makes of a project what Docker Compose makes of it: the recorded answers of 5.6.1, compared as data.
@Suite struct FidelityTests {
    @Test(arguments: FidelityCase.all(of: "Fidelity"))
    func filesInTheStylesFoundInTheWildAgree(_ fidelity: FidelityCase) throws { try check(fidelity) }

    @Test(arguments: FidelityCase.all(of: "Specification"))
    func examplesOfTheSpecificationAgree(_ fidelity: FidelityCase) throws { try check(fidelity) }

    @Test(arguments: FidelityCase.all(of: "Fidelity"))
    func whatIsPrintedLoadsAsTheSame(_ fidelity: FidelityCase) throws {
        guard case .project = try fidelity.answer() else { return }
        try fidelity.load { stack, root, load in
            let text = stack.loaded.yaml()
            // An entry without a name is accepted in a list but not in a mapping, as in Compose.
            guard !text.contains("\"\": ") else { return }
            let file = root + "/printed.yaml"
            try Data(text.utf8).write(to: URL(fileURLWithPath: file))
            let again = try load(["--file", file, "--project-name", stack.project.name])
            #expect(again.loaded.yaml() == text)
            #expect(try Self.value(again.loaded.json()) == Self.value(stack.loaded.json()))
        }
    }

    @Test func thereAreEnoughCasesAndAllIntendedDifferencesHaveOne() {
        let names = FidelityCase.all(of: "Fidelity").map(\.name)
        let examples = FidelityCase.all(of: "Specification").map(\.name)
        #expect(names.count >= 45)
        #expect(examples.count >= 230)
        #expect(!FidelityCase.intended.isEmpty)
        #expect(Set(FidelityCase.intended.keys).isSubset(of: names + examples))
    }

    private func check(_ fidelity: FidelityCase) throws {
        switch try fidelity.answer() {
        case .rejected:
            #expect(throws: CommandFailure.self) { try fidelity.load { _, _, _ in } }
        case .project(let golden):
            try fidelity.load { stack, root, _ in
                let ours = try Self.value(FidelityCase.portable(stack.loaded.json(), root: root)).comparable
                let intended = FidelityCase.intended[fidelity.name] ?? []
                let found = ours.differences(from: golden.comparable)
                let unintended = found.filter { difference in !intended.contains { difference.path.hasPrefix($0) } }
                #expect(unintended.map { "\($0.path): \($0.text)" } == [])
                // One that went away is to be taken off the list.
                for path in intended { #expect(found.contains { $0.path.hasPrefix(path) }) }
            }
        }
    }

    private static func value(_ text: String) throws -> JSONValue {
        try JSONDecoder().decode(JSONValue.self, from: Data(text.utf8))
    }
}

extension JSONValue {
    private static let capitals: Set<String> = ["Path", "Rate", "Weight"]

    /// Without what differs everywhere: Compose leaves extensions below the top level out of its JSON, and writes keys
    /// of `blkio_config` with a capital letter, which is no Compose file any more.
    fileprivate var comparable: JSONValue {
        guard case .object(let members) = self else { return self }
        return .object(
            Dictionary(uniqueKeysWithValues: members.map { ($0, $0.hasPrefix("x-") ? $1 : $1.withoutExtensions) })
        )
    }

    private var withoutExtensions: JSONValue {
        switch self {
        case .object(let members):
            let isCapital = Set(members.keys).isSubset(of: Self.capitals)
            let kept = members.filter { !$0.key.hasPrefix("x-") }
            return .object(
                Dictionary(
                    uniqueKeysWithValues: kept.map { (isCapital ? $0.lowercased() : $0, $1.withoutExtensions) }
                )
            )
        case .list(let items): return .list(items.map(\.withoutExtensions))
        case .null, .boolean, .number, .text: return self
        }
    }
}
