using BlazorErp.Domain.Shared;

namespace BlazorErp.Domain.Banking.Matching;

/// <summary>How far the payer and an item's partner agree.</summary>
internal enum Agreement
{
    None = 0,
    /// <summary>By name only, or by account while the name says otherwise.</summary>
    Name = 1,
    /// <summary>By account or learned name, undisputed.</summary>
    Strong = 2,
}

/// <summary>An item that a line names.</summary>
internal readonly record struct NamedItem(int Item, Mention Mention);

/// <summary>The items a line names, each number narrowed to one item where payer or amount tell which.</summary>
internal sealed class NamedItems
{
    private readonly OpenItemIndex index;
    private readonly Payer payer;

    public NamedItems(BankLineFacts line, OpenItemIndex index, Payer payer)
    {
        this.index = index;
        this.payer = payer;
        var mentions = Mentions.Empty(line) ? Mentions.None : MentionReader.Read(line, index);
        Unknown = mentions.Unknown;
        foreach (var mention in mentions.Found)
        {
            Narrow(line.Amount, mention);
        }
    }

    /// <summary>One item each, best mention of it first.</summary>
    public List<NamedItem> Items { get; } = [];

    /// <summary>Numbers that several items bear and nothing tells which.</summary>
    public List<Mention> Ambiguous { get; } = [];

    /// <summary>Named items of another currency.</summary>
    public List<NamedItem> OtherCurrency { get; } = [];

    /// <summary>Numbers that look like ours and are not open.</summary>
    public List<string> Unknown { get; }

    /// <summary>How far the payer agrees with an item's partner.</summary>
    public Agreement Agrees(int item)
    {
        var partner = index.Facts(item).PartnerId;
        if (payer.Strong == partner)
        {
            return payer.Conflict ? Agreement.Name : Agreement.Strong;
        }

        return payer.Named == partner || index.Payers.Fit(payer.Name, partner) > NameFit.None ? Agreement.Name : Agreement.None;
    }

    private void Narrow(Money amount, Mention mention)
    {
        var open = mention.Items.FindAll(i => index.Open(i) != 0m);
        var left = open.FindAll(i => index.Facts(i).Open.Currency == amount.Currency);
        if (left.Count == 0)
        {
            if (open.Count == 1 && mention.Strength >= Strength.Full)
            {
                OtherCurrency.Add(new(open[0], mention));
            }
            else if (open.Count == 0 && mention.Strength >= Strength.Medium)
            {
                Unknown.Add(mention.Text); // settled by another line of this run
            }

            return;
        }

        left = Prefer(left, i => Math.Sign(index.Open(i)) == Math.Sign(amount.Amount));
        left = Prefer(left, i => Agrees(i) == Agreement.Strong);
        left = Prefer(left, i => Agrees(i) >= Agreement.Name);
        var partner = index.Facts(left[0]).PartnerId;
        if (left.Count > 1 && left.TrueForAll(i => index.Facts(i).PartnerId == partner) && left.Sum(index.Open) == amount.Amount)
        {
            left.ForEach(i => Take(i, mention)); // an order invoiced in several parts
            return;
        }

        left = Prefer(left, i => index.Open(i) == amount.Amount);
        if (left.Count == 1)
        {
            Take(left[0], mention);
        }
        else
        {
            Ambiguous.Add(mention with { Items = left });
        }
    }

    private void Take(int item, Mention mention)
    {
        var at = Items.FindIndex(n => n.Item == item);
        if (at < 0)
        {
            Items.Add(new(item, mention));
        }
        else if (mention.Strength > Items[at].Mention.Strength)
        {
            Items[at] = new(item, mention);
        }
    }

    private static List<int> Prefer(List<int> items, Predicate<int> better)
    {
        if (items.Count < 2)
        {
            return items;
        }

        var kept = items.FindAll(better);
        return kept.Count > 0 ? kept : items;
    }
}
