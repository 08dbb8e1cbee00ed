import { ExchangeError } from '../../../exchange/errors';
import {
	resolveMailboxes,
	type ResolveMailboxesOptions,
} from '../../../exchange/mailboxes/resolveMailboxes';
import type { Exchange } from '../../../exchange/connection';
import { answeringExchange, elements, failure, type Sent } from '../push/answeringExchange';

const resolved = (address: string, type = 'Mailbox') =>
	`<m:ResolveNamesResponseMessage ResponseClass="Success"><m:ResponseCode>NoError</m:ResponseCode><m:ResolutionSet TotalItemsInView="1" IncludesLastItemInRange="true"><t:Resolution>${box(address, type)}</t:Resolution></m:ResolutionSet></m:ResolveNamesResponseMessage>`;

const box = (address: string, type = 'Mailbox') =>
	`<t:Mailbox><t:Name>${address}</t:Name><t:EmailAddress>${address}</t:EmailAddress><t:RoutingType>SMTP</t:RoutingType><t:MailboxType>${type}</t:MailboxType></t:Mailbox>`;

const asked = ({ request }: Sent) =>
	elements(request, 'm:UnresolvedEntry')[0]?.text.replace(/^smtp:/i, '') ?? '';

async function seen(exchange: Exchange, users: string[], options: ResolveMailboxesOptions = {}) {
	const results = [];
	for await (const result of resolveMailboxes(exchange, users, options)) results.push(result);
	return results;
}

describe('an account that Exchange calls disabled', () => {
	it('ends nothing for the others where it may be the one of a mailbox', async () => {
		const { exchange } = answeringExchange((sent) =>
			sent.operation === 'ResolveNames'
				? [resolved(asked(sent))]
				: [failure(sent.operation, 'ErrorAccountDisabled')],
		);
		expect(await seen(exchange, ['leaver', 'bob'])).toMatchObject(
			['leaver', 'bob'].map((user) => ({
				user,
				emailAddress: `${user}@enyoi.example`,
				status: 'failed',
				message: expect.stringMatching(new RegExp(`that of ${user}@enyoi\\.example, or ENYOI.svc`)),
			})),
		);
	});

	it('ends the run where the service account asks for itself', async () => {
		const { exchange } = answeringExchange(({ operation }) => [
			failure(operation, 'ErrorAccountDisabled'),
		]);
		const error: unknown = await seen(exchange, ['leaver', 'bob']).catch(
			(thrown: unknown) => thrown,
		);
		expect(error).toBeInstanceOf(ExchangeError);
		expect(error).toMatchObject({ code: 'signIn' });
	});
});

describe('a group', () => {
	const expanded = (...members: string[]) =>
		`<m:ExpandDLResponseMessage ResponseClass="Success"><m:ResponseCode>NoError</m:ResponseCode><m:DLExpansion TotalItemsInView="${members.length}" IncludesLastItemInRange="true">${members.join('')}</m:DLExpansion></m:ExpandDLResponseMessage>`;
	const company = (unreadable: string) =>
		answeringExchange((sent) => {
			if (sent.operation === 'ResolveNames') {
				const address = asked(sent);
				return [resolved(address, address.startsWith('alice') ? 'Mailbox' : 'PublicDL')];
			}
			if (JSON.stringify(sent.request).includes(unreadable)) {
				return [failure(sent.operation, 'ErrorNameResolutionNoResults')];
			}
			return [expanded(box('alice@enyoi.example'), box('all@enyoi.example', 'PublicDL'))];
		}).exchange;
	const options = { check: 'directory', expandGroups: true } as const;
	const missing = (group: string) =>
		`Members of the group ${group} are missing, as they can't be read (ErrorNameResolutionNoResults: Words of the server.)`;

	it('gives the members that can be read beside a group within that can not', async () => {
		expect(await seen(company('all@'), ['sales'], options)).toMatchObject([
			{ emailAddress: 'alice@enyoi.example', memberOf: 'sales@enyoi.example', status: 'resolved' },
			{
				emailAddress: 'all@enyoi.example',
				memberOf: 'sales@enyoi.example',
				status: 'failed',
				message: missing('all@enyoi.example'),
				error: { code: 'notFound' },
			},
		]);
	});

	it('gives the members that Exchange lists, and itself as failed where those are only a part', async () => {
		const cut = answeringExchange((sent) => {
			if (sent.operation === 'ResolveNames') {
				const address = asked(sent);
				return [resolved(address, address.startsWith('alice') ? 'Mailbox' : 'PublicDL')];
			}
			return [expanded(box('alice@enyoi.example')).replace('="true"', '="false"')];
		});
		expect(await seen(cut.exchange, ['sales'], options)).toMatchObject([
			{ emailAddress: 'alice@enyoi.example', memberOf: 'sales@enyoi.example', status: 'resolved' },
			{
				emailAddress: 'sales@enyoi.example',
				status: 'failed',
				message: expect.stringContaining('only a part of the members'),
				error: { code: 'limit' },
			},
		]);
	});

	it('fails by itself where it can not be read, under its own name', async () => {
		expect(await seen(company('sales@'), ['sales', 'alice'], options)).toMatchObject([
			{
				emailAddress: 'sales@enyoi.example',
				status: 'failed',
				message: missing('sales@enyoi.example'),
			},
			{ emailAddress: 'alice@enyoi.example', status: 'resolved' },
		]);
	});
});
