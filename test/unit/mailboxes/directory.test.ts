import { addressesOf, lookUp } from '../../../exchange/mailboxes/directory';
import { answeringExchange } from '../push/answeringExchange';

/** A directory that finds Kim for `smtp:` queries, and lists these addresses of hers. */
function directory(listed: string[], { copies = 1 } = {}) {
	const entries = listed
		.map((address, index) => `<t:Entry Key="EmailAddress${index + 1}">${address}</t:Entry>`)
		.join('');
	const kim = `<t:Resolution><t:Mailbox><t:Name>Kim</t:Name><t:EmailAddress>kim@enyoi.example</t:EmailAddress><t:RoutingType>SMTP</t:RoutingType><t:MailboxType>Mailbox</t:MailboxType></t:Mailbox><t:Contact><t:DisplayName>Kim</t:DisplayName><t:EmailAddresses>${entries}</t:EmailAddresses></t:Contact></t:Resolution>`;
	const message = (found: string[]) =>
		found.length === 0
			? '<m:ResolveNamesResponseMessage ResponseClass="Error"><m:ResponseCode>ErrorNameResolutionNoResults</m:ResponseCode></m:ResolveNamesResponseMessage>'
			: `<m:ResolveNamesResponseMessage ResponseClass="Success"><m:ResponseCode>NoError</m:ResponseCode><m:ResolutionSet TotalItemsInView="${found.length}" IncludesLastItemInRange="true">${found.join('')}</m:ResolutionSet></m:ResolveNamesResponseMessage>`;
	return answeringExchange(({ request }) => {
		const [query] = request.children.filter(({ name }) => name === 'm:UnresolvedEntry');
		const isFound = query.text.startsWith('smtp:');
		return [message(isFound ? Array.from({ length: copies }, () => kim) : [])];
	}).exchange;
}

const full = ['EUM:1;phone-context=users', 'eum:2;phone-context=users', 'x500:/O=ENYOI/CN=KIM'];
const alias = 'Kim.Alias@enyoi.example';

it('an entry with more addresses than are listed has the one that it was found by', async () => {
	expect(await lookUp(directory(full), alias)).toMatchObject({
		found: 'one',
		entry: { emailAddress: 'kim@enyoi.example' },
	});
	expect(await addressesOf(directory(full), alias)).toEqual([
		'kim.alias@enyoi.example',
		'kim@enyoi.example',
	]);
});

it.each([
	['all its addresses are listed', directory(['SMTP:kim@enyoi.example']), alias],
	['a listed address begins like it', directory(full), 'kim@enyoi.exam'],
	['there are several', directory(full, { copies: 2 }), alias],
])('but not where %s', async (_case, exchange, asked) => {
	expect(await lookUp(exchange, asked)).not.toMatchObject({ found: 'one' });
	expect(await addressesOf(exchange, asked)).toEqual([]);
});
