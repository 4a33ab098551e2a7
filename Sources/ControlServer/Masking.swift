import ControlAPI
import LogAnalysis

// What services and probes say may hold secrets, wherever it is shown.

extension ServiceStatus {
    func masked(by masker: SecretMasker) -> ServiceStatus {
        var status = self
        status.reason = reason.map(masker.mask)
        status.remedy = remedy.map(masker.mask)
        if let message = probe?.message { status.probe?.message = masker.mask(message) }
        return status
    }
}

extension StackEvent {
    func masked(by masker: SecretMasker) -> StackEvent {
        var event = self
        switch payload {
        case .serviceChanged(let status): event.payload = .serviceChanged(status.masked(by: masker))
        case .notice(var notice):
            notice.message = masker.mask(notice.message)
            event.payload = .notice(notice)
        case .serviceRemoved, .started, .shuttingDown: break
        }
        return event
    }
}
