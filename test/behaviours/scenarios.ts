import { changeKeyAlone, copies, crowdedView, damagedItem, replica } from './following';
import {
	alias,
	delegate,
	delegateLists,
	delegatePrivate,
	nearlyTheSame,
	resolve,
} from './mailboxes';
import { edited, properties, pushTwice, snapshot } from './pushing';
import { quietPush, quietTwoWay } from './quiet';
import { twoWayAtRest } from './twoWay';

export const scenarios = [
	pushTwice,
	edited,
	snapshot,
	properties,
	replica,
	copies,
	changeKeyAlone,
	damagedItem,
	crowdedView,
	twoWayAtRest,
	resolve,
	nearlyTheSame,
	alias,
	delegate,
	delegateLists,
	delegatePrivate,
];

/** What servers that a seed makes up meet. */
export const drawnScenarios = [quietPush, quietTwoWay];
