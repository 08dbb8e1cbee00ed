/**
 * Runs the example workflows in production and compares what comes out with the company's own
 * calendars. Prints a table for each run.
 */

import { table } from './table.mjs';

const say = (text = '') => console.log(text);

function jsonOf(execution, node, output = 0) {
	return execution.items(node, output).map((item) => item.json);
}

function failOn(execution, node) {
	if (execution.status === 'success') return;
	const error = execution.error(node) ?? execution.data.resultData.error;
	const { message, description } = error ?? {};
	throw new Error(
		[`The run failed in n8n: ${message ?? execution.status}`, description]
			.filter(Boolean)
			.join('\n'),
	);
}

/** @param {{ workflow, company, scenario: typeof import('../../demo/scenario'), verdict }} run */
export async function runResolve({ workflow, company, scenario, verdict }) {
	const execution = await workflow.run();
	failOn(execution, 'Resolve Mailbox');
	const users = jsonOf(execution, 'One Item per User');
	const resolved = jsonOf(execution, 'Resolve Mailbox');
	say('\nMailboxes resolved');
	say(
		table(
			resolved.map(({ user, emailAddress, status, displayName, calendar }) => ({
				user,
				status,
				address: emailAddress,
				name: displayName,
				access: calendar?.access,
				items: calendar?.itemCount,
			})),
		),
	);
	const found = resolved.map(({ status, emailAddress, displayName, calendar }) =>
		status === 'resolved'
			? { status, emailAddress, displayName, itemCount: calendar?.itemCount }
			: { status },
	);
	verdict.compare(
		'mailboxes resolved',
		users.map((user) => scenario.expectedMailbox(company, user)),
		found,
	);
}

/** @param {{ workflow, checks: typeof import('../../exchange/diagnosis/checks').checks, verdict }} run */
export async function runConnectionTest({ workflow, checks, verdict }) {
	const execution = await workflow.run();
	failOn(execution, 'Test Exchange Connection');
	const passed = jsonOf(execution, 'Test Exchange Connection', 0);
	const failed = jsonOf(execution, 'Test Exchange Connection', 1);
	const [report] = [...passed, ...failed];
	say('\nConnection tested');
	say(
		table(
			(report?.checks ?? []).map(({ id, status, durationMs, details, remedy }) => ({
				check: id,
				status,
				ms: Math.round(durationMs),
				details: [details, remedy].filter(Boolean).join(' ').slice(0, 90),
			})),
		),
	);
	say(`  ${report?.summary}`);
	verdict.compare(
		'reports on the outputs Passed and Failed',
		[1, 0],
		[passed, failed].map(({ length }) => length),
	);
	const withStatus = (wanted) =>
		(report?.checks ?? []).filter(({ status }) => status === wanted).map(({ id }) => id);
	verdict.compare('checks that failed', [], withStatus('failed'));
	verdict.compare('checks that did not apply', ['autodiscover'], withStatus('skipped'));
	verdict.compare(
		'checks made',
		checks.map(({ id }) => id),
		(report?.checks ?? []).map(({ id }) => id),
	);
}

/** One production run of the sync example. */
export async function sync({ workflow }) {
	const execution = await workflow.run();
	failOn(execution, 'Sync Calendar Items');
	return {
		changes: jsonOf(execution, 'Sync Calendar Items', 0),
		positions: jsonOf(execution, 'Sync Calendar Items', 1),
		failures: jsonOf(execution, 'Sync Calendar Items', 2),
		execution,
	};
}

const counts = ({ created, updated, deleted }) => ({ created, updated, deleted });

/** The first run gives what each calendar shows in the window. */
export async function runFirstSync({ workflow, company, scenario, verdict }) {
	const people = scenario.employees(company);
	const eventsNow = () => people.map((person) => scenario.eventsInWindow(person, new Date()));
	const before = eventsNow();
	const { changes, positions, failures } = await sync({ workflow });
	const after = eventsNow();

	say('\nFirst sync: everything in the window');
	say(
		table(
			positions.map((position) => ({
				mailbox: position.mailbox,
				...counts(position),
				'in the calendar': before[indexOf(people, position.mailbox)]?.length,
			})),
		),
	);
	verdict.compare('failed mailboxes', [], failures);
	verdict.compare(
		'mailboxes synced',
		people.map(({ smtpAddress }) => smtpAddress).sort(),
		positions.map(({ mailbox }) => mailbox).sort(),
	);
	for (const [index, { smtpAddress }] of people.entries()) {
		const spans = (events) =>
			scenario.sortedSpans(events.map((event) => scenario.spanOf(company, event)));
		const reported = changes.filter(({ mailbox }) => sameAddress(mailbox, smtpAddress));
		const found = scenario.sortedSpans(reported.map(scenario.spanOfChange));
		// The window moves with the clock: an event may have entered or left it during the run.
		const expected = [before, after]
			.map((events) => spans(events[index]))
			.find((one) => JSON.stringify(one) === JSON.stringify(found));
		verdict.compare(`first sync, ${smtpAddress}`, expected ?? spans(before[index]), found);
		verdict.compare(
			`first sync, ${smtpAddress}, kinds of change`,
			[...new Set(found.length > 0 ? ['created'] : [])],
			[...new Set(reported.map(({ changeType }) => changeType))],
		);
		verdict.compare(
			`first sync, ${smtpAddress}, count in the position`,
			{ created: reported.length, updated: 0, deleted: 0 },
			counts(positions.find(({ mailbox }) => sameAddress(mailbox, smtpAddress)) ?? {}),
		);
	}
	const keys = changes.map(({ mailbox, key }) => `${mailbox} ${key}`);
	verdict.compare('keys that come twice', 0, keys.length - new Set(keys).size);
}

/** Nobody did anything. */
export async function runIdleSync({ workflow, company, scenario, verdict }) {
	const { changes, positions } = await sync({ workflow });
	const total = (name) => positions.reduce((sum, position) => sum + position[name], 0);
	say('\nSecond sync: nobody changed anything');
	say(
		table([
			{
				mailboxes: positions.length,
				created: total('created'),
				updated: total('updated'),
				deleted: total('deleted'),
			},
		]),
	);
	verdict.compare('changes of the second sync', [], changes);
	verdict.compare(
		'mailboxes of the second sync',
		scenario.employees(company).length,
		positions.length,
	);
}

/** Four people do something; exactly that comes out. */
export async function runSyncAfterEdits({ workflow, company, scenario, verdict }) {
	const expected = scenario.editCalendars(company, new Date());
	const { changes, positions } = await sync({ workflow });
	say('\nThird sync: four people did something');
	say(
		table(
			changes.map((change) => ({
				mailbox: change.mailbox,
				change: change.changeType,
				subject: change.subject,
				start: change.start?.dateTime.slice(0, 16),
				'who did what': expected.find(({ mailbox }) => sameAddress(mailbox, change.mailbox))?.edit,
			})),
			['mailbox', 'change', 'subject', 'start', 'who did what'],
		),
	);
	const essence = ({ mailbox, changeType, span, originalStart, uid }) => ({
		mailbox: mailbox.toLowerCase(),
		changeType,
		...(changeType !== 'deleted' && { span }),
		...(originalStart && { originalStart: new Date(originalStart).toISOString() }),
		uid,
	});
	const inOrder = (list) => list.map((one) => JSON.stringify(one)).sort();
	verdict.compare(
		'changes of the third sync',
		inOrder(expected.map((change) => essence({ ...change, uid: change.iCalUId }))),
		inOrder(
			changes.map((change) =>
				essence({
					...change,
					span: scenario.spanOfChange(change),
					uid: change.iCalUId ?? change.key.split('_')[0],
				}),
			),
		),
	);
	verdict.compare(
		'mailboxes with changes',
		[...new Set(expected.map(({ mailbox }) => mailbox.toLowerCase()))].sort(),
		positions
			.filter(({ created, updated, deleted }) => created + updated + deleted > 0)
			.map(({ mailbox }) => mailbox.toLowerCase())
			.sort(),
	);
}

const sameAddress = (a, b) => a?.toLowerCase() === b?.toLowerCase();

function indexOf(people, mailbox) {
	return people.findIndex(({ smtpAddress }) => sameAddress(smtpAddress, mailbox));
}
