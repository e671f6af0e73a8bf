namespace BlazorErp.Domain.Data.Invariants;

/// <summary>Goods: what is on the shelf is what moved, what is held is what orders hold, and its worth is what the ledger says.</summary>
internal static class StockInvariants
{
    public static IEnumerable<IInvariant> All { get; } =
    [
        new SqlInvariant("stock.on_hand", "On hand is the sum of the moves, for every item and warehouse", "select count(*) from stock_level", Compare("on_hand", "stock_move", "quantity", "")),
        new SqlInvariant("stock.reserved", "Reserved is the sum of the open reservations, for every item and warehouse", "select count(*) from stock_level", Compare("reserved", "reservation", "open_quantity", "where state = 1")),
        new SqlInvariant("stock.level_value", "The value of a level is the sum of the values of its moves", "select count(*) from stock_level", Compare("value", "stock_move", "value", "")),
        new SqlInvariant(
            "stock.level_sane", "No level is below zero, none holds more than is there, none has worth without goods", "select count(*) from stock_level",
            $"select s.company_id, 'item', s.item_id, {WarehouseCode}, 0, s.on_hand from stock_level s {JoinWarehouse("s")} where s.on_hand < 0",
            $"select s.company_id, 'item', s.item_id, {WarehouseCode}, s.on_hand, s.reserved from stock_level s {JoinWarehouse("s")} where s.reserved < 0 or s.reserved > s.on_hand",
            $"select s.company_id, 'item', s.item_id, {WarehouseCode}, 0, s.value from stock_level s {JoinWarehouse("s")} where s.value < 0 or (s.on_hand = 0 and s.value <> 0)"),

        // Moves are not strictly ordered by id on several nodes, so the chain is checked as a set: each balance is left as often as it is
        // entered, from nothing to what is on hand now.
        new SqlInvariant(
            "stock.running", "The running balance of every item and warehouse is unbroken and never below zero", "select count(*) from stock_move",
            $"select m.company_id, 'item', m.item_id, {WarehouseCode}, 0, m.balance_after from stock_move m {JoinWarehouse("m")} where m.balance_after < 0",
            $"""
            select x.company_id, 'item', x.item_id, {WarehouseCode}, x.balance, sum(x.times) from (
                select company_id, item_id, warehouse_id, balance_after as balance, 1 as times from stock_move
                union all select company_id, item_id, warehouse_id, balance_after - quantity, -1 from stock_move
                union all select company_id, item_id, warehouse_id, 0, 1 from stock_level
                union all select company_id, item_id, warehouse_id, on_hand, -1 from stock_level) x {JoinWarehouse("x")}
            group by x.company_id, x.item_id, x.warehouse_id, w.code, x.balance having sum(x.times) <> 0
            """),
        new SqlInvariant(
            "stock.reservation_sane", "Held, used and given back make the whole of a reservation, and only open orders hold goods", "select count(*) from reservation",
            "select company_id, 'order', order_id, '', quantity, open_quantity + used_quantity + released_quantity from reservation where open_quantity < 0 or used_quantity < 0 or released_quantity < 0 or open_quantity + used_quantity + released_quantity <> quantity",
            "select company_id, 'order', order_id, '', 0, open_quantity from reservation where (state = 2 and open_quantity <> 0) or (state = 1 and open_quantity = 0)",
            "select r.company_id, 'order', r.order_id, o.number, 0, r.open_quantity from reservation r join sales_order o on o.company_id = r.company_id and o.id = r.order_id where r.state = 1 and o.state <> 1",
            "select r.company_id, 'order', r.order_id, l.description, l.quantity, sum(r.open_quantity) from reservation r join sales_order_line l on l.company_id = r.company_id and l.id = r.order_line_id where r.state = 1 group by r.company_id, r.order_id, r.order_line_id, l.description, l.quantity having sum(r.open_quantity) > l.quantity or count(*) > 1",
            "select r.company_id, 'order', r.order_id, l.description, l.order_id, r.order_id from reservation r join sales_order_line l on l.company_id = r.company_id and l.id = r.order_line_id where l.order_id <> r.order_id or l.item_id <> r.item_id and r.state = 1"),
        new SqlInvariant(
            "stock.inventory_account", "The stock account is worth what the moves are worth", "select count(*) from company",
            """
            select x.company_id, 'company', x.company_id, '', sum(x.moved), sum(x.booked) from (
                select company_id, value as moved, 0 as booked from stock_move
                union all select l.company_id, 0, l.debit - l.credit from journal_line l join account a on a.company_id = l.company_id and a.id = l.account_id where a.role = 3) x
            group by x.company_id having sum(x.moved) <> sum(x.booked)
            """),
        new SqlInvariant(
            "stock.shipped", "No more is delivered than was ordered, and a delivery is what its moves took out", "select count(*) from delivery_line",
            """
            select l.company_id, 'order', l.order_id, l.description, l.quantity, sum(d.quantity) from delivery_line d join sales_order_line l on l.company_id = d.company_id and l.id = d.order_line_id
            group by l.company_id, l.order_id, l.id, l.description, l.quantity having sum(d.quantity) > l.quantity or sum(d.quantity) < 0
            """,
            Delivered("l.quantity", "-quantity"),
            Delivered("l.cost", "-value")),
        new SqlInvariant(
            "stock.documents", "Every move has its document and every stock document its moves", "select count(*) from stock_move",
            "select m.company_id, 'item', m.item_id, m.document_number, '', m.document_type from stock_move m where m.document_type not in ('delivery', 'stock-document') or (m.document_type = 'delivery' and not exists (select 1 from delivery d where d.company_id = m.company_id and d.id = m.document_id)) or (m.document_type = 'stock-document' and not exists (select 1 from stock_document d where d.company_id = m.company_id and d.id = m.document_id))",
            "select d.company_id, 'stock-document', d.id, d.number, 1, 0 from stock_document d where not exists (select 1 from stock_move m where m.company_id = d.company_id and m.document_type = 'stock-document' and m.document_id = d.id)") { Counts = true },
    ];

    private const string WarehouseCode = "coalesce(w.code, '')";

    private static string JoinWarehouse(string alias) => $"left join warehouse w on w.company_id = {alias}.company_id and w.id = {alias}.warehouse_id";

    private static string Compare(string level, string table, string column, string where) =>
        $"""
        select x.company_id, 'item', x.item_id, {WarehouseCode}, sum(x.expected), sum(x.found) from (
            select company_id, item_id, warehouse_id, 0 as expected, {level} as found from stock_level
            union all select company_id, item_id, warehouse_id, {column}, 0 from {table} {where}) x {JoinWarehouse("x")}
        group by x.company_id, x.item_id, x.warehouse_id, w.code having sum(x.expected) <> sum(x.found)
        """;

    private static string Delivered(string line, string move) =>
        $"""
        select x.company_id, 'delivery', x.delivery_id, '', sum(x.lines), sum(x.moved) from (
            select l.company_id, l.delivery_id, l.item_id, {line} as lines, 0 as moved from delivery_line l
            union all select company_id, document_id, item_id, 0, {move} from stock_move where document_type = 'delivery') x
        group by x.company_id, x.delivery_id, x.item_id having sum(x.lines) <> sum(x.moved)
        """;
}
