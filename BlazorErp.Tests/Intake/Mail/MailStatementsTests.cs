using BlazorErp.Domain.Banking;
using BlazorErp.Domain.Intake.Mail;
using BlazorErp.Domain.Shared;

namespace BlazorErp.Tests.Intake.Mail;

public sealed class MailStatementsTests
{
    private static readonly MailPolicy Policy = new() { CheckingServer = "mx.me.lv" };
    private static readonly MailUser Anna = new(5, "Anna", "Anna@Example.com", false, new HashSet<int> { 1, 2 });
    private static readonly string[] Statement = Mails.File("a.xml", "<a/>");

    private static MimeMessage From(string from, string check, params string[][] parts) =>
        Mails.Read([.. check.Length == 0 ? [] : new[] { "Authentication-Results: mx.me.lv; " + check }, "From: " + from, .. Mails.MixedLines(parts)[1..]]);

    private static MimeMessage Good(params string[][] parts) => From("Anna <anna@example.com>", "dmarc=pass header.from=example.com", parts);

    private static string Refused(MimeMessage mail, params MailUser[] users)
    {
        var decision = MailStatements.Decide(mail, users, Policy);
        decision.Files.ShouldBeEmpty();
        decision.Sender.ShouldBeNull();
        decision.MayReply.ShouldBeFalse();
        return decision.Log[0].Refusals.Single().Code;
    }

    [Fact]
    public void A_known_sender_brings_files()
    {
        var decision = MailStatements.Decide(Good(Statement, Mails.File("b.csv", "a;b")), [Anna], Policy);
        decision.Sender.ShouldBe(Anna);
        decision.Files.Select(x => x.FileName).ShouldBe(["a.xml", "b.csv"]);
        decision.Log.ShouldBeEmpty();
        decision.MayReply.ShouldBeTrue();
    }

    [Fact]
    public void A_sender_that_is_not_proven_or_not_known_brings_nothing()
    {
        Refused(From("anna@example.com", "", Statement), Anna).ShouldBe("mail.sender_unchecked");
        Refused(From("anna@example.com", "dmarc=fail header.from=example.com", Statement), Anna).ShouldBe("mail.sender_forged");
        Refused(From("anna@evil.com", "dmarc=pass header.from=evil.com", Statement), Anna).ShouldBe("mail.sender_unknown");
        Refused(From("\"anna@example.com\" <x@evil.com>", "dmarc=pass header.from=evil.com", Statement), Anna).ShouldBe("mail.sender_unknown");
        Refused(From("anna@example.com, x@evil.com", "dmarc=pass header.from=example.com", Statement), Anna).ShouldBe("mail.sender_several");
        Refused(From("nobody", "dmarc=pass header.from=example.com", Statement), Anna).ShouldBe("mail.sender_missing");
        Refused(Good(Statement), Anna with { IsDisabled = true }).ShouldBe("mail.sender_unknown");
        Refused(Good(Statement), Anna with { Companies = new HashSet<int>() }).ShouldBe("mail.sender_no_right");
        Refused(Good(Statement), Anna, Anna with { UserId = 6 }).ShouldBe("mail.sender_unknown");
        Refused(Good(Statement)).ShouldBe("mail.sender_unknown");
    }

    [Fact]
    public void A_poisoned_part_is_in_the_log_and_the_other_file_is_taken()
    {
        var decision = MailStatements.Decide(Good(["Content-Type: application/ms-tnef; name=winmail.dat", "", "x"], Statement), [Anna], Policy);
        decision.Files.Single().FileName.ShouldBe("a.xml");
        decision.Log.Select(x => (x.FileName, x.State, x.Refusals.Single().Code)).ShouldBe([("winmail.dat", MailFileState.Rejected, "mime.tnef")]);
    }

    [Fact]
    public void The_same_file_twice_in_a_mail_is_taken_once()
    {
        var decision = MailStatements.Decide(Good(Statement, Mails.File("copy.xml", "<a/>")), [Anna], Policy);
        decision.Files.Single().FileName.ShouldBe("a.xml");
        decision.Log.Select(x => (x.FileName, x.State)).ShouldBe([("copy.xml", MailFileState.Duplicate)]);
    }

    [Fact]
    public void Pictures_and_signatures_are_no_files_and_a_mail_without_files_says_so()
    {
        var decision = MailStatements.Decide(Good(["Content-Type: image/png; name=logo.png", "", "x"], ["Content-Type: application/pgp-signature", "", "x"]), [Anna], Policy);
        decision.Files.ShouldBeEmpty();
        decision.Log.Single().Refusals.Single().Code.ShouldBe("mail.no_files");
    }

    [Fact]
    public void More_files_than_the_limit_are_named()
    {
        var decision = MailStatements.Decide(Good([.. Enumerable.Range(0, 4).Select(x => Mails.File($"{x}.xml", $"<a{x}/>"))]), [Anna], Policy with { MaxFiles = 3 });
        decision.Files.Count.ShouldBe(3);
        decision.Log.Single().Refusals.Single().Code.ShouldBe("mail.too_many_files");
    }

    [Fact]
    public void A_machine_gets_no_reply()
    {
        var mail = Mails.Read(["Auto-Submitted: auto-replied", "Authentication-Results: mx.me.lv; dmarc=pass header.from=example.com", .. Mails.MixedLines(Statement)]);
        MailStatements.Decide(mail, [Anna], Policy).MayReply.ShouldBeFalse();
        MailStatements.Decide(Good(Statement), [Anna], new MailPolicy()).MayReply.ShouldBeFalse();
    }

    [Fact]
    public void A_file_goes_to_the_companies_of_its_accounts_that_are_the_senders()
    {
        var owners = new[] { ("LV1", "EUR", 2), ("LV2", "EUR", 1), ("LV3", "EUR", 9), ("LV4", "EUR", 1), ("LV4", "EUR", 2), ("LV5", "EUR", 1), ("LV5", "EUR", 9) }.ToLookup(x => (x.Item1, x.Item2), x => x.Item3);
        var route = MailStatements.Route([("LV1", "EUR"), ("LV2", "EUR"), ("LV2", "EUR"), ("LV3", "EUR"), ("LV4", "EUR"), ("LV1", "USD")], owners, Anna);
        route.Companies.ShouldBe([1, 2]);
        route.Refusals.ShouldBe([new Refusal("mail.account_unknown", "LV3", "EUR"), new Refusal("mail.account_in_several", "LV4", "EUR"), new Refusal("mail.account_unknown", "LV1", "USD")]);
        MailStatements.Route([("LV5", "EUR")], owners, Anna).Companies.ShouldBe([1]);
    }

    [Theory]
    [InlineData(3, 0, false, null, MailFileState.New)]
    [InlineData(3, 2, false, null, MailFileState.New)]
    [InlineData(0, 5, false, null, MailFileState.Duplicate)]
    [InlineData(0, 0, true, null, MailFileState.Duplicate)]
    [InlineData(0, 0, false, null, MailFileState.New)]
    [InlineData(3, 0, false, "bank.account_unknown", MailFileState.Rejected)]
    [InlineData(3, 0, false, "bank.account_of_other_company", MailFileState.New)]
    public void The_log_says_new_duplicate_or_rejected(int added, int known, bool same, string? refusal, MailFileState state)
    {
        var statement = new ImportedStatement("LV1", "EUR", null, 1, 1, false, null, null, null, null, null, null, null, added, known, 0, refusal is null ? null : new Refusal(refusal, "LV1"));
        var result = new ImportResult(1, "a.xml", BankFileState.Imported, "camt.053", same, added, known, [statement], []);
        var row = MailStatements.Row(new MailFile("2", "a.xml", "00", default), 1, result);
        (row.State, row.CompanyId, row.NewLines, row.KnownLines).ShouldBe((state, 1, added, known));
    }

    [Fact]
    public void The_same_bytes_are_the_same_mail()
    {
        MailStatements.Key("a"u8).ShouldBe(MailStatements.Key("a"u8));
        MailStatements.Key("a"u8).ShouldNotBe(MailStatements.Key("b"u8));
        MailStatements.SenderOf(Good(Statement)).ShouldBe("anna@example.com");
    }
}
