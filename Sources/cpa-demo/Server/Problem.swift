/// The reason why something cannot be done.
struct Problem: Error, Equatable {
    var message: String
}
