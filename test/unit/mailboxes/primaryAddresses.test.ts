import { resolveMailboxes } from '../../../exchange/mailboxes/resolveMailboxes';
import { answeringExchange, failure } from '../push/answeringExchange';

it('says so of two addresses that name each other as the primary one, and ends', async () => {
	let asked = 0;
	const { exchange } = answeringExchange(
		({ operation, request }) => {
			if (++asked > 500) throw new Error('endless');
			if (operation !== 'GetFolder') {
				return [
					'<m:ResolveNamesResponseMessage ResponseClass="Error"><m:MessageText>No results were found.</m:MessageText><m:ResponseCode>ErrorNameResolutionNoResults</m:ResponseCode><m:DescriptiveLinkKey>0</m:DescriptiveLinkKey></m:ResolveNamesResponseMessage>',
				];
			}
			const other = JSON.stringify(request).includes('alice@') ? 'a.liddell' : 'alice';
			return [
				failure(
					'GetFolder',
					'ErrorNonPrimarySmtpAddress',
					`<m:MessageXml><t:Value Name="Primary">${other}@enyoi.example</t:Value></m:MessageXml>`,
				),
			];
		},
		{ mailboxAccess: 'delegate' },
	);
	const seen: unknown[] = [];
	for await (const { status, message } of resolveMailboxes(exchange, ['alice'])) {
		seen.push([status, message]);
	}
	expect(seen).toEqual([
		[
			'failed',
			'Exchange says of a.liddell@enyoi.example that alice@enyoi.example is its primary address, and the other way round.',
		],
	]);
	expect(asked).toBeLessThan(10);
});
