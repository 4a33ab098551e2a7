import ControlAPI

extension Seeder {
    /// How far the rows are, which come before all other stores.
    package enum RowsPhase: Hashable, Sendable {
        /// They will be loaded without being asked, once the service is ready.
        case awaited(service: String?)
        /// They are being looked at, loaded or replaced.
        case underWay
        /// They are in place, or will not be by themselves.
        case settled
    }

    /// How far the rows are at the moment.
    package func rowsPhase() -> RowsPhase {
        if board.operation.map(\.kind.replacesRows) == true { return .underWay }
        let instance = availability.instance(of: .postgres)
        if problem != nil || plan != nil && checked[.postgres] == instance { return .settled }
        switch availability[.postgres] {
        case .absent, .unavailable: return .settled
        case .pending, .running, .ready:
            guard mayLoad else { return .settled }
            return instance == nil ? .awaited(service: availability.services[.postgres]) : .underWay
        }
    }
}

extension DataOperation.Kind {
    fileprivate var replacesRows: Bool {
        switch self {
        case .seed, .reset, .undo, .snapshotRestore: true
        case .refill, .snapshotSave, .snapshotDelete: false
        }
    }
}
