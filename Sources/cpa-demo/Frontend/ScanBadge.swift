/// The badge for a scan result. It uses a symbol and a word, so that color is not the only distinction.
struct ScanBadge {
    let state: Document.ScanState

    var html: HTML {
        switch state {
        case .clean: "<span class=\"badge small up\">● clean</span>"
        case .infected: "<span class=\"badge small down\">✗ infected</span>"
        case .pending: "<span class=\"badge small part\">○ not scanned yet</span>"
        }
    }
}
