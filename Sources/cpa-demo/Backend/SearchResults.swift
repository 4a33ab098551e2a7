/// The first hits of each collection and the total number of matches.
struct SearchResults: Sendable {
    var found = 0
    var hits: [SearchAnswer.Hit] = []

    mutating func add(_ documents: [SearchDocument], found: Int, in collection: SearchCollection) {
        self.found += found
        hits += documents.map { $0.hit(in: collection) }
    }
}
