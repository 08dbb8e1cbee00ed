import { resolveMailboxes } from '../../../exchange/mailboxes/resolveMailboxes';
import { answeringExchange } from '../push/answeringExchange';

const resolution = (name: string, address: string) =>
	`<t:Resolution><t:Mailbox><t:Name>${name}</t:Name><t:EmailAddress>${address}</t:EmailAddress><t:RoutingType>SMTP</t:RoutingType><t:MailboxType>Mailbox</t:MailboxType></t:Mailbox></t:Resolution>`;
const found = (...all: string[]) =>
	`<m:ResolveNamesResponseMessage ResponseClass="Success"><m:ResponseCode>NoError</m:ResponseCode><m:ResolutionSet TotalItemsInView="${all.length}" IncludesLastItemInRange="true">${all.join('')}</m:ResolutionSet></m:ResolveNamesResponseMessage>`;
const folder =
	'<m:GetFolderResponseMessage ResponseClass="Success"><m:ResponseCode>NoError</m:ResponseCode><m:Folders><t:CalendarFolder><t:FolderId Id="AAMk" ChangeKey="AQAA"/><t:TotalCount>7</t:TotalCount></t:CalendarFolder></m:Folders></m:GetFolderResponseMessage>';
const noZone =
	'<m:GetUserConfigurationResponseMessage ResponseClass="Error"><m:MessageText>x</m:MessageText><m:ResponseCode>ErrorItemNotFound</m:ResponseCode><m:DescriptiveLinkKey>0</m:DescriptiveLinkKey></m:GetUserConfigurationResponseMessage>';

it.each([2, 3])(
	'opens a mailbox that is hidden from the address lists, beside %i whose address begins like it',
	async (count) => {
		const seen: unknown[] = [];
		const others = [
			resolution('Info Brasil', 'info@enyoi.example.br'),
			resolution('Info Mexico', 'info@enyoi.example.mx'),
			resolution('Info Peru', 'info@enyoi.example.pe'),
		].slice(0, count);
		const { exchange } = answeringExchange(({ operation }) => {
			if (operation === 'ResolveNames') return [found(...others)];
			return [operation === 'GetFolder' ? folder : noZone];
		});
		for await (const { status, emailAddress } of resolveMailboxes(exchange, [
			'info@enyoi.example',
		])) {
			seen.push([status, emailAddress]);
		}
		expect(seen).toEqual([['resolved', 'info@enyoi.example']]);
	},
);
