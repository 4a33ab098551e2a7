/// A place between two lines in the merged order of several logs, which is by time, then by service, then by number.
package struct LogPlace: Sendable, Hashable, Codable {
    /// The time and service of the line after the place, or of the one before it.
    package var timeNs: Int64
    package var service: String
    /// The number of the first line after the place, for each service where it is known. Only a number is exact where many
    /// lines have the same time.
    package var numbers: [String: UInt64]

    package init(timeNs: Int64, service: String, numbers: [String: UInt64]) {
        self.timeNs = timeNs
        self.service = service
        self.numbers = numbers
    }
}

/// Written as `TIME,SERVICE,SERVICE:NUMBER,…`; a service's name has neither commas nor colons.
extension LogPlace: LosslessStringConvertible {
    package init?(_ description: String) {
        let parts = description.split(separator: ",", omittingEmptySubsequences: false)
        guard parts.count >= 2, let timeNs = Int64(parts[0]), !parts[1].isEmpty else { return nil }
        self.init(timeNs: timeNs, service: String(parts[1]), numbers: [:])
        for part in parts.dropFirst(2) {
            guard let colon = part.firstIndex(of: ":"), let number = UInt64(part[colon...].dropFirst()) else {
                return nil
            }
            numbers[String(part[..<colon])] = number
        }
    }

    package var description: String {
        (["\(timeNs)", service] + numbers.sorted { $0.key < $1.key }.map { "\($0.key):\($0.value)" })
            .joined(separator: ",")
    }
}
