/// The sections of a firm's page, and what stands in their paths.
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
