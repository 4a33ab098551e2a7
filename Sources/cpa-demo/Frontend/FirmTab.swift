/// The sections of a firm's page. The raw values are used in paths.
enum FirmTab: String, CaseIterable, Sendable {
    case clients
    case documents
    case invoices

    var title: String {
        switch self {
        case .clients: "Clients"
        case .documents: "Documents"
        case .invoices: "Invoices"
        }
    }
}
