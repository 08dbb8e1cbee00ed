/* What a workflow does with node-ews. Settings come in as JSON, the answers go out as JSON. */
const { createRequire } = require('node:module');
const path = require('node:path');

const settings = JSON.parse(require('node:fs').readFileSync(0, 'utf8'));
const EWS = createRequire(path.join(settings.modules, 'package.json'))('node-ews');
const { username, password, host, temp } = settings;
const ews = new EWS({ username, password, host, auth: 'basic', temp }, {});
const version = { 't:RequestServerVersion': { attributes: { Version: 'Exchange2013' } } };
const calendar = { DistinguishedFolderId: { attributes: { Id: 'calendar' } } };

async function run() {
	const members = await ews.run('ExpandDL', { Mailbox: { EmailAddress: settings.list } });
	const created = await ews.run(
		'CreateItem',
		{
			attributes: { SendMeetingInvitations: 'SendToNone' },
			SavedItemFolderId: calendar,
			Items: {
				CalendarItem: {
					Subject: 'By node-ews <&>',
					Body: { attributes: { BodyType: 'Text' }, $value: 'text' },
					Start: '2027-03-02T09:00:00Z',
					End: '2027-03-02T10:00:00Z',
					Location: 'Here',
				},
			},
		},
		version,
	);
	const view = await ews.run(
		'FindItem',
		{
			attributes: { Traversal: 'Shallow' },
			ItemShape: { BaseShape: 'Default' },
			CalendarView: {
				attributes: { StartDate: '2027-03-02T00:00:00Z', EndDate: '2027-03-03T00:00:00Z' },
			},
			ParentFolderIds: calendar,
		},
		version,
	);
	const { ItemId } = created.ResponseMessages.CreateItemResponseMessage.Items.CalendarItem;
	const deleted = await ews.run(
		'DeleteItem',
		{
			attributes: { DeleteType: 'HardDelete', SendMeetingCancellations: 'SendToNone' },
			ItemIds: { ItemId: { attributes: ItemId.attributes } },
		},
		version,
	);
	process.stdout.write(JSON.stringify({ members, created, view, deleted }));
}

run().catch((error) => {
	process.stderr.write(`${error.stack}\n`);
	process.exitCode = 1;
});
