import ComposeModel
import OrderedCollections
import Testing

@testable import ComposeLoader

/// A Compose key that counts as acted on has a reader, and one that counts as ignored has none.
///
/// The test leaves each key of ``EveryKey`` out in turn. The properties that then differ in the loaded project are what
/// the key is decoded to, and a source file other than the loader's must read them.
@Suite struct KeyReaderTests {
    /// Keys that count as acted on without a reader. A port's mode matters in a swarm only, but Compose prints it for
    /// every port, so that a warning about it would be noise.
    private static let silent: Set<String> = ["services.*.ports.*.mode"]

    @Test func everyKeyThatIsActedOnHasAReaderAndNoOther() throws {
        var sample = try EveryKey.Sample()
        let readers = try PropertyReaders()
        for (kind, key) in sample.keys where !Self.silent.contains(kind) {
            let changes = key.places.map { sample.changes(without: $0, isActed: key.isActed) }
            let changed = changes.reduce(into: Set<String>()) { $0.formUnion($1 ?? []) }
            let unread = changed.subtracting(readers.properties).subtracting([""]).sorted()
            if !key.isActed {
                #expect(changed.isEmpty, "\(kind) is ignored, but decoded to \(changed.sorted())")
            } else {
                // A project that cannot be loaded without the key is an effect too.
                let isRequired = changes.contains(nil)
                #expect(isRequired || !changed.isEmpty, "\(kind) is acted on, but not decoded")
                #expect(unread.isEmpty, "\(kind) is decoded to \(unread), which nothing reads")
            }
        }
    }

    @Test func theSampleHasEveryKey() throws {
        let missing = try EveryKey.kinds(of: .project).subtracting(EveryKey.Sample().keys.keys)
        #expect(missing.isEmpty, "add \(missing.sorted()) to EveryKey")
    }
}
