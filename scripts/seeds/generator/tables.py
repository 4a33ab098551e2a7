"""Rows and their CSV files."""

import json
from datetime import date, datetime
from decimal import Decimal

# The tables in loading order, with their columns in the order of the files.
COLUMNS = {
    "firms": "id slug name kind city state phone website staff_count founded_year created_at",
    "roles": "id firm_id name description",
    "users": "id firm_id email full_name title phone rate_cents is_active hired_on last_sign_in_at",
    "user_roles": "firm_id user_id role_id",
    "clients": "id firm_id number kind name contact_name tin email phone street city state postal_code partner_id"
    " status since",
    "engagements": "id firm_id client_id number kind title period_end status manager_id fee_cents budget_minutes"
    " opened_on due_on completed_on",
    "deadlines": "id firm_id engagement_id kind jurisdiction due_on status met_on",
    "tasks": "id firm_id engagement_id position title assignee_id status due_on done_on",
    "documents": "id firm_id client_id engagement_id uploaded_by file_name content_type uploaded_at @file",
    "invoices": "id firm_id client_id engagement_id number status issued_on due_on total_cents",
    "invoice_lines": "id firm_id invoice_id position description quantity unit_cents amount_cents",
    "payments": "id firm_id invoice_id method amount_cents received_on reference",
    "time_entries": "id firm_id engagement_id user_id worked_on minutes rate_cents is_billable note",
    "messages": "id firm_id client_id engagement_id author_id subject body sent_at read_at",
}

NUMBERS = {table: number for number, table in enumerate((name for name in COLUMNS if name != "user_roles"), start=1)}


class Tables:
    """The rows of one firm, each a dictionary by column."""

    def __init__(self, firm_number):
        self._firm_number = firm_number
        self.rows = {table: [] for table in COLUMNS}
        self.firm_id = self._identifier("firms", 1)

    def add(self, table, **row):
        """Appends a row with the table's next id and returns it. Keys that are not columns are internal notes."""
        rows = self.rows[table]
        rows.append(row)
        if table in NUMBERS:
            row["id"] = self._identifier(table, len(rows))
        if table != "firms":
            row["firm_id"] = self.firm_id
        return row

    def _identifier(self, table, number):
        """Returns a readable id: firm, table, row. With `--scale`, the third group holds the copy's number."""
        return f"{self._firm_number:08x}-{NUMBERS[table]:04x}-8000-8000-{number:012x}"

    def write(self, folder):
        """Writes a CSV file for each table that has rows."""
        for table, rows in self.rows.items():
            if rows:
                columns = COLUMNS[table].split()
                lines = [",".join(columns)]
                lines += [",".join(cell(row.get(column)) for column in columns) for row in rows]
                (folder / f"{table}.csv").write_text("\n".join(lines) + "\n", encoding="utf-8", newline="\n")


def cell(value):
    """Returns an RFC 4180 cell as PostgreSQL reads it: an unquoted empty cell is NULL."""
    if value is None:
        return ""
    if isinstance(value, bool):
        return "t" if value else "f"
    if isinstance(value, datetime):
        return value.strftime("%Y-%m-%dT%H:%M:%SZ")
    if isinstance(value, (int, date, Decimal)):
        return str(value)
    if isinstance(value, dict):
        value = json.dumps(value, ensure_ascii=False, separators=(",", ":"))
    if value == "" or any(character in value for character in ',"\r\n'):
        return '"' + value.replace('"', '""') + '"'
    return value
