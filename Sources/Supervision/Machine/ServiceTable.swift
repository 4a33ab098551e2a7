/// The entries of a stack's services by name.
///
/// Each change of a service reads the entries of all dependencies of its dependents, so an entry, which is large, is read
/// and changed in place.
struct ServiceTable: Sendable {
    private var indices: [String: Int] = [:]
    /// Nil for a service that was removed.
    private var entries: [ServiceEntry?] = []

    subscript(name: String) -> ServiceEntry? {
        get { indices[name].flatMap { entries[$0] } }
        _modify {
            let index: Int
            if let known = indices[name] {
                index = known
            } else {
                index = entries.endIndex
                indices[name] = index
                entries.append(nil)
            }
            yield &entries[index]
        }
    }

    /// Every entry, in the order in which the services became known.
    var all: some Sequence<ServiceEntry> { entries.lazy.compactMap(\.self) }
}
