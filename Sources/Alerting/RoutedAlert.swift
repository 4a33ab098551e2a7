/// An alert as Alertmanager has it.
package struct RoutedAlert: Hashable, Sendable {
    package var labels: [String: String]
    /// The names of the receivers that its routes lead to.
    package var receivers: [String]
    /// The silences that keep it from them.
    package var silencedBy: [String]

    package init(labels: [String: String], receivers: [String], silencedBy: [String]) {
        self.labels = labels
        self.receivers = receivers
        self.silencedBy = silencedBy
    }
}
