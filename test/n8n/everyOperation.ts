import type { INodeParameters } from 'n8n-workflow';
import type { Execution, N8nClient } from '../../scripts/lib/n8nClient.mjs';
import { at } from './companyWithRoom';
import { ours, saveWorkflow, type SavedCredential, type Step } from './workflow';

export const address = (value: string) => ({ __rl: true, mode: 'address', value });

export const json = (execution: Execution, node: string, output = 0) =>
	execution.items(node, output).map((item) => item.json);

/** @param operation such as `event.create` */
export function calendarStep(
	name: string,
	operation: string,
	parameters: INodeParameters,
	more: Partial<Step> = {},
): Step {
	const [resource, value] = operation.split('.');
	return ours('exchangeCalendar', name, { resource, operation: value, ...parameters }, more);
}

/**
 * Runs each operation of Exchange Calendar in one workflow of a company with Alice, Bob and rooms. Bob
 * invites Alice by mail; nobody else is mailed.
 */
export async function expectEveryOperation(
	client: N8nClient,
	credential: SavedCredential,
): Promise<void> {
	const mailbox = address(at('alice'));
	const bobs = address(at('bob'));
	const ofStep = (name: string) => ({
		__rl: true,
		mode: 'id',
		value: `={{ $('${name}').first().json.id }}`,
	});
	const event = ofStep('Create');
	const calendar = ofStep('New');
	// In n8n's own zone, New York; within the working hours of Amsterdam.
	const nine = { start: '2036-12-16T09:00:00', end: '2036-12-16T10:00:00' };
	const invited = { sendInvitations: 'all', additionalFields: { attendees: at('alice') } };
	const steps: Array<[name: string, operation: string, parameters: INodeParameters]> = [
		['New', 'calendar.create', { mailbox, name: 'Travel' }],
		['Rename', 'calendar.rename', { mailbox, calendar, name: 'Trips' }],
		['Share', 'calendar.setPermission', { mailbox, calendar, user: at('bob'), level: 'Reviewer' }],
		['Permissions', 'calendar.getPermissions', { mailbox, calendar }],
		['Create', 'event.create', { mailbox, calendar, subject: 'Trip', ...nine }],
		['Move', 'event.update', { mailbox, event, updateFields: { location: 'Hall' } }],
		['Get', 'event.get', { mailbox, event, options: { asIcs: true } }],
		['Attach', 'attachment.add', { mailbox, event }],
		['Files', 'attachment.getMany', { mailbox, event }],
		['File', 'attachment.download', { mailbox, event }],
		['Detach', 'attachment.delete', { mailbox, event }],
		['Remove', 'event.delete', { mailbox, event }],
		['Drop', 'calendar.delete', { mailbox, calendar }],
		['Calendars', 'calendar.getMany', { mailbox }],
		['Slots', 'availability.findSlots', { required: at('alice'), ...nine, durationMinutes: 60 }],
		['Away', 'outOfOffice.set', { mailbox, status: 'scheduled', ...nine, internalReply: 'Lunch' }],
		['Reply', 'outOfOffice.get', { mailbox }],
		['Rooms', 'room.getMany', { roomList: address(at('rooms')) }],
		['Free', 'room.findFree', { roomList: address(at('rooms')), ...nine }],
		['Lists', 'room.getLists', {}],
		['Invite', 'event.create', { mailbox: bobs, subject: 'Planning', ...nine, ...invited }],
		['Invited', 'event.getMany', { mailbox, ...nine }],
		['Answer', 'event.respond', { mailbox, event: ofStep('Invited'), response: 'tentative' }],
		['Call Off', 'event.cancel', { mailbox: bobs, event: ofStep('Invite') }],
		['Busy', 'availability.getFreeBusy', { mailboxes: at('alice'), ...nine }],
	];
	const workflow = await saveWorkflow(
		client,
		credential,
		// Each step goes on once, however much it found.
		steps.map(([name, operation, parameters], index) => ({
			...calendarStep(name, operation, parameters, {
				next: steps[index + 1] ? [[steps[index + 1][0]]] : [],
			}),
			executeOnce: true,
		})),
	);
	const execution = await workflow.run();
	expect(execution.data.resultData.error?.message).toBeUndefined();
	const first = Object.fromEntries(steps.map(([name]) => [name, json(execution, name)[0]]));

	expect(first).toMatchObject({
		New: { action: 'created', name: 'Travel' },
		Rename: { action: 'renamed', name: 'Trips' },
		Create: { action: 'created', subject: 'Trip' },
		Get: { subject: 'Trip', type: 'singleInstance' },
		Move: { action: 'updated' },
		Attach: { action: 'added', name: 'Trip.ics' },
		Files: { kind: 'file', name: 'Trip.ics' },
		File: { name: 'Trip.ics' },
		Detach: { action: 'deleted' },
		Remove: { action: 'deleted' },
		Drop: { action: 'deleted', name: 'Trips' },
		Calendars: { isDefault: true },
		Invite: { action: 'created', subject: 'Planning' },
		Invited: { subject: 'Planning' },
		Answer: { action: 'responded', response: 'tentative' },
		'Call Off': { action: 'cancelled' },
		Busy: { mailbox: at('alice') },
		Slots: { found: 1 },
		Away: { status: 'scheduled' },
		Reply: { status: 'scheduled', internalReplyText: 'Lunch' },
		Rooms: { emailAddress: at('atrium'), capacity: 8 },
		Free: { emailAddress: at('atrium') },
		Lists: { emailAddress: at('rooms') },
	});
	expect(json(execution, 'Permissions')).toContainEqual(
		expect.objectContaining({ user: at('bob'), level: 'Reviewer' }),
	);
	expect(execution.items('File')[0].binary).toMatchObject({ data: { fileName: 'Trip.ics' } });
}
