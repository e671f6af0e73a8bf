using BlazorErp.Domain.Intake;
using BlazorErp.Domain.Sales;
using BlazorErp.Tests.Channels.WooCommerce;
using FsCheck;
using FsCheck.Fluent;

namespace BlazorErp.Tests.Intake;

public sealed class ShopDecisionTests
{
    private static readonly ShopRules Rules = new(null, AutoAccept: true, TakeUnpaid: false, Accepted: false);

    [Fact]
    public void What_is_locked_is_never_edited_or_cancelled_whatever_the_shop_says() =>
        Prop.ForAll(
            ArbMap.Default.ArbFor<(ShopOrderStatus Status, bool Superseded, bool Deleted, bool Same)>(),
            x => x.Status is >= ShopOrderStatus.Unknown and <= ShopOrderStatus.Draft && Step(x.Status, new ShopPast(new KnownOrder(OrderState.Open, Locked: true, SameContent: x.Same), x.Superseded, x.Deleted))
                is not (ShopStep.Create or ShopStep.Edit or ShopStep.Cancel)
                || !Enum.IsDefined(x.Status)).QuickCheckThrowOnFailure();

    [Theory]
    [InlineData(ShopOrderStatus.Paid, ShopStep.Create)]
    [InlineData(ShopOrderStatus.OnHold, ShopStep.Create)]
    [InlineData(ShopOrderStatus.Completed, ShopStep.Create)]
    [InlineData(ShopOrderStatus.Unknown, ShopStep.Create)]
    [InlineData(ShopOrderStatus.Pending, ShopStep.Ignore)]
    [InlineData(ShopOrderStatus.Failed, ShopStep.Ignore)]
    [InlineData(ShopOrderStatus.Draft, ShopStep.Ignore)]
    [InlineData(ShopOrderStatus.Cancelled, ShopStep.Ignore)]
    [InlineData(ShopOrderStatus.Refunded, ShopStep.Ignore)]
    public void A_new_order_is_taken_where_the_shop_has_accepted_it(ShopOrderStatus status, ShopStep step) => Step(status, new ShopPast(null, false, false)).ShouldBe(step);

    [Fact]
    public void An_order_restored_in_the_shop_is_taken_again() =>
        ShopDecision.Of(Order(ShopOrderStatus.Paid), new ShopPast(null, false, Deleted: true), Rules, restored: true).Step.ShouldBe(ShopStep.Create);

    [Fact]
    public void An_order_cancelled_here_is_not_reopened_by_the_shop() =>
        Step(ShopOrderStatus.Paid, new ShopPast(new KnownOrder(OrderState.Cancelled), false, false)).ShouldBe(ShopStep.Request);

    private static ShopStep Step(ShopOrderStatus status, ShopPast past) => ShopDecision.Of(Order(status), past, Rules).Step;

    private static ShopOrder Order(ShopOrderStatus status) => WooFixture.Order(WooFixture.Tiny) with { Status = status };
}
