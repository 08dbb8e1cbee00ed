import { connect } from '../../../exchange/connection';
import { checkWatchOptions, type WatchOptions } from '../../../exchange/watch/options';

const exchange = connect({
	server: 'mail.enyoi.example',
	version: 'Exchange2019',
	emailDns: 'enyoi.example',
	user: 'svc@enyoi.example',
	password: 'secret',
});
afterAll(async () => await exchange.close());

const alice = 'alice@enyoi.example';
const check = (options: WatchOptions) => () =>
	checkWatchOptions(exchange, { mailboxes: [alice], positionName: 'test', ...options });

it.each<WatchOptions>([
	{ pollSeconds: 10 },
	{ pollSeconds: 86_400 },
	{ safetyMinutes: 1 },
	{ safetyMinutes: 1_440 },
	{ minutesBefore: 0 },
	{ minutesBefore: 1_440 },
	{ positionStore: 'memory', positionName: undefined },
	{ positionStore: 'serviceMailbox' },
	{ mailboxes: [` ${alice} `] },
	{ mailboxes: [], group: ' staff@enyoi.example ' },
	{ calendar: { id: 'AAMk' } },
	{ pastDays: 365 },
	{ note: () => undefined },
])('takes %j', (options) => {
	expect(check(options)).not.toThrow();
});

it.each<[WatchOptions, string]>([
	[{ pollSeconds: 9 }, 'pollSeconds'],
	[{ pollSeconds: 86_401 }, 'pollSeconds'],
	[{ safetyMinutes: 0.5 }, 'safetyMinutes'],
	[{ safetyMinutes: 1_441 }, 'safetyMinutes'],
	[{ minutesBefore: -1 }, 'minutesBefore'],
	[{ minutesBefore: 1_441 }, 'minutesBefore'],
	[{ positionName: undefined }, 'positionName'],
	[{ calendar: { id: 'AAMk' }, mailboxes: [alice, 'bob@enyoi.example'] }, 'calendar'],
	[{ calendar: { id: 'AAMk' }, group: 'staff@enyoi.example' }, 'calendar'],
	[{ calendar: { id: 'AAMk' }, mailboxes: [], group: 'staff@enyoi.example' }, 'calendar'],
	[{ group: 'staff' }, 'group'],
	[{ pastDays: 366 }, 'futureDays'],
	[{ pastDays: 0, futureDays: 0 }, 'futureDays'],
	[{ note: 'log' as unknown as () => void }, 'note'],
])('refuses %j', (options, field) => {
	expect(check(options)).toThrow(expect.objectContaining({ code: 'input', field }));
});
