/// Returns the candidate that a misspelt name most likely means, or nil if none is close.
///
/// Close means an edit distance, counting transpositions as one edit, of at most a third of the name's length, or 1 for
/// shorter names, and of at most half of what follows the common beginning. Ties go to the candidate that sorts first, so the answer does not depend on a dictionary's order.
package func nearestName(to name: String, in candidates: some Sequence<String>) -> String? {
    let folded = Array(name.lowercased())
    var best: (distance: Int, name: String)?
    for candidate in candidates {
        let other = Array(candidate.lowercased())
        // If most of what differs is another text, the same beginning is no reason to suggest it: SIGFOO is not SIGFPE.
        let different = max(folded.count, other.count) - zip(folded, other).prefix { $0 == $1 }.count
        let limit = min(max(1, folded.count / 3), (different + 1) / 2)
        guard abs(other.count - folded.count) <= limit else { continue }
        let distance = editDistance(folded, other)
        // A name that shares no character with the candidate is not a misspelling of it.
        guard distance <= limit, distance < name.count else { continue }
        if let current = best, (current.distance, current.name) <= (distance, candidate) { continue }
        best = (distance, candidate)
    }
    return best?.name
}

/// Returns the optimal string alignment distance: insertions, deletions, substitutions and swaps of neighbours.
private func editDistance(_ left: [Character], _ right: [Character]) -> Int {
    if left.isEmpty || right.isEmpty { return max(left.count, right.count) }
    var beforePrevious: [Int] = []
    var previous = Array(0...right.count)
    for i in 1...left.count {
        var current = [i] + Array(repeating: 0, count: right.count)
        for j in 1...right.count {
            let cost = left[i - 1] == right[j - 1] ? 0 : 1
            current[j] = min(previous[j] + 1, current[j - 1] + 1, previous[j - 1] + cost)
            if i > 1, j > 1, left[i - 1] == right[j - 2], left[i - 2] == right[j - 1] {
                current[j] = min(current[j], beforePrevious[j - 2] + 1)
            }
        }
        (beforePrevious, previous) = (previous, current)
    }
    return previous[right.count]
}
