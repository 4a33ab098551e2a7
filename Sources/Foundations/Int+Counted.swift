extension Int {
    /// The number with a noun in its singular or plural: `1 service`, `2 services`.
    /// - Parameter plural: nil adds an "s".
    package func counted(_ noun: String, plural: String? = nil) -> String {
        "\(self) \(self == 1 ? noun : plural ?? noun + "s")"
    }
}
