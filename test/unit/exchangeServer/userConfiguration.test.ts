import { Company } from '../../exchangeServer/company';
import { answering, type Answering } from './support/answering';

describe('user configurations', () => {
	let server: Answering;
	let company: Company;
	beforeAll(async () => {
		company = new Company();
		company.addPerson({ accountName: 'alice' });
		company.addPerson({ accountName: 'bob' });
		server = await answering(company);
	});

	const calendar = '<t:DistinguishedFolderId Id="calendar"/>';
	const ofAlice =
		'<t:DistinguishedFolderId Id="calendar"><t:Mailbox><t:EmailAddress>alice@enyoi.example</t:EmailAddress></t:Mailbox></t:DistinguishedFolderId>';
	const create = (name: string, values: string, as = 'alice', folder = calendar) =>
		server.ask(
			`<m:CreateUserConfiguration><m:UserConfiguration><t:UserConfigurationName Name="${name}">${folder}</t:UserConfigurationName>${values}</m:UserConfiguration></m:CreateUserConfiguration>`,
			{ as },
		);
	const update = (name: string, values: string) =>
		server.ask(
			`<m:UpdateUserConfiguration><m:UserConfiguration><t:UserConfigurationName Name="${name}">${calendar}</t:UserConfigurationName>${values}</m:UserConfiguration></m:UpdateUserConfiguration>`,
		);
	const get = (name: string, properties = 'All', as = 'alice', folder = calendar) =>
		server.ask(
			`<m:GetUserConfiguration><m:UserConfigurationName Name="${name}">${folder}</m:UserConfigurationName><m:UserConfigurationProperties>${properties}</m:UserConfigurationProperties></m:GetUserConfiguration>`,
			{ as },
		);
	const remove = (name: string) =>
		server.ask(
			`<m:DeleteUserConfiguration><m:UserConfigurationName Name="${name}">${calendar}</m:UserConfigurationName></m:DeleteUserConfiguration>`,
		);
	const base64 = (text: string) => Buffer.from(text).toString('base64');

	it('keep what was put in, and change only what is sent', async () => {
		const entry =
			'<t:DictionaryEntry><t:DictionaryKey><t:Type>String</t:Type><t:Value>a</t:Value></t:DictionaryKey><t:DictionaryValue><t:Type>StringArray</t:Type><t:Value>1</t:Value><t:Value>2</t:Value></t:DictionaryValue></t:DictionaryEntry>';
		expect(
			await create(
				'n8n.position',
				`<t:Dictionary>${entry}</t:Dictionary><t:XmlData>${base64('<a/>')}</t:XmlData><t:BinaryData>${base64('bytes')}</t:BinaryData>`,
			),
		).toContain('NoError');
		await update('n8n.position', `<t:XmlData>${base64('<b/>')}</t:XmlData>`);
		const body = await get('N8N.Position');
		expect(body).toContain(`<t:Dictionary>${entry}</t:Dictionary>`);
		expect(body).toContain(`<t:XmlData>${base64('<b/>')}</t:XmlData>`);
		expect(body).toContain(`<t:BinaryData>${base64('bytes')}</t:BinaryData>`);
		expect(body).toContain('<t:ItemId Id=');
		expect(await get('n8n.position', 'BinaryData')).not.toMatch(/XmlData|Dictionary>|ItemId/);
	});

	it('are one of each name in a folder', async () => {
		company.behaviours.configurationTwice = 'refused';
		await create('twice', `<t:XmlData>${base64('1')}</t:XmlData>`);
		expect(await create('Twice', `<t:XmlData>${base64('2')}</t:XmlData>`)).toContain(
			'ErrorItemSave',
		);
		expect(await remove('twice')).toContain('NoError');
		expect(await create('Twice', '')).toContain('NoError');
	});

	it('that are not there are not found', async () => {
		for (const answer of [await get('none'), await update('none', ''), await remove('none')]) {
			expect(answer).toContain('ErrorItemNotFound');
		}
	});

	it('refuse names and sizes that Exchange refuses', async () => {
		expect(await create('no spaces', '')).toContain('ErrorInvalidValueForProperty');
		expect(await create('x'.repeat(238), '')).toContain('ErrorInvalidValueForProperty');
		const big = base64('x'.repeat((1 << 20) + 1));
		expect(await create('big', `<t:BinaryData>${big}</t:BinaryData>`)).toContain(
			'ErrorMessageSizeExceeded',
		);
	});

	it('are for those with rights on the folder', async () => {
		await create('private', '');
		expect(await get('private', 'All', 'bob', ofAlice)).toContain('ErrorFolderNotFound');
		company.user('alice').share('bob@enyoi.example', 'Reviewer');
		expect(await get('private', 'All', 'bob', ofAlice)).toContain('NoError');
		expect(await create('other', '', 'bob', ofAlice)).toContain('ErrorAccessDenied');
		company.user('alice').share('bob@enyoi.example', 'Editor');
		expect(await create('other', '', 'bob', ofAlice)).toContain('ErrorAccessDenied');
		company.user('alice').share('bob@enyoi.example', 'Owner');
		expect(await create('other', '', 'bob', ofAlice)).toContain('NoError');
	});
});
