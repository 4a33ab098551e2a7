/// The search form for all of a firm's data.
struct SearchBox {
    let slug: String
    var words = ""

    var html: HTML {
        """
        <form class="search" role="search" action="\(WebPath.of("firms", slug, "search"))" method="get">
        <label for="q">Search clients, documents, engagements and invoices</label>
        <div><input id="q" name="q" type="search" value="\(words)" required maxlength="200" autocomplete="off">
        <button>Search</button></div>
        </form>
        """
    }
}
