/// What an engine found: the first of each collection, and how many there are.
struct SearchFindings: Sendable {
    var found = 0
    var hits: [SearchAnswer.Hit] = []

    mutating func add(_ documents: [SearchDocument], found: Int, in collection: SearchCollection) {
        self.found += found
        hits += documents.map { $0.hit(in: collection) }
    }
}
