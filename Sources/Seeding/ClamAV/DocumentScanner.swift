/// placeholder
struct ScanResult: Hashable, Sendable { var signature: String?; var isInfected: Bool { signature != nil } }
struct DocumentScanner: Sendable { func scan(file: String) async throws -> ScanResult { ScanResult() } }
