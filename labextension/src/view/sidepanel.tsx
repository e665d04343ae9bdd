import * as React from 'react';

import type { Resource } from '../model/resource';
import { CommandIDs } from '../tokens';
import type {
  IProblemSet,
  IProblemSummary,
  ISkill,
  ISuggestion
} from '../wire';
import { useChanges, useView } from './context';
import { Inline } from './inline';
import { AwayBanner, Failure, Skeleton } from './states';
import { stateName } from './wording';

/**
 * What there is to do: the sets with their progress, the student's skills,
 * and what to try next.
 */
export function SidePanel(): React.ReactElement {
  const { model, trans } = useView();
  const { catalogue } = model;
  useChanges(model, catalogue);
  const { sets } = catalogue;
  const loose = catalogue.loose;
  return (
    <div className="jp-CodifySide">
      <AwayBanner />
      <MyPath skills={catalogue.skills} next={catalogue.next} />
      {sets.value?.map(set => (
        <Section
          key={set.slug}
          title={set.title}
          note={trans.__('%1 of %2 solved', set.solved, set.total)}
          share={set.total ? set.solved / set.total : 0}
        >
          <Words words={set.policy?.words ?? []} />
          {parts(set).map(({ title, items }) => (
            <React.Fragment key={title}>
              {title && <h4 className="jp-CodifySide-zone">{title}</h4>}
              <Problems items={items} />
            </React.Fragment>
          ))}
        </Section>
      ))}
      {loose.length > 0 && (
        <Section
          title={
            sets.value?.length
              ? trans.__('More problems')
              : trans.__('Problems')
          }
        >
          <Problems items={loose} />
        </Section>
      )}
      {!sets.value && !sets.error && <Skeleton lines={6} />}
      {sets.error && !sets.value && (
        <Failure error={sets.error} onRetry={() => void catalogue.refresh()} />
      )}
      {sets.value?.length === 0 &&
        loose.length === 0 &&
        catalogue.problems.value && (
          <p className="jp-CodifyEmpty">
            {trans.__(
              'There are no problems yet. They appear here once somebody publishes or loads some.'
            )}
          </p>
        )}
    </div>
  );
}

function Section(props: {
  title: string;
  note?: string;
  share?: number;
  children: React.ReactNode;
}): React.ReactElement {
  const [open, setOpen] = React.useState(true);
  return (
    <section className="jp-CodifySide-section">
      <h3>
        <button aria-expanded={open} onClick={() => setOpen(!open)}>
          <span className="jp-CodifySide-twist" aria-hidden="true">
            ›
          </span>
          {props.title}
        </button>
      </h3>
      {props.note && <p className="jp-CodifySide-note">{props.note}</p>}
      {props.share !== undefined && <Bar share={props.share} />}
      {open && props.children}
    </section>
  );
}

/** What a set allows and when, in the server's words. */
function Words(props: { words: string[] }): React.ReactElement | null {
  return props.words.length === 0 ? null : (
    <ul className="jp-CodifySide-words">
      {props.words.map(word => (
        <li key={word}>{word}</li>
      ))}
    </ul>
  );
}

/** The zones of a set with what there is of each, or all of it without a title. */
function parts(
  set: IProblemSet
): { title: string; items: IProblemSummary[] }[] {
  if (!set.zones?.length) {
    return [{ title: '', items: set.items }];
  }
  return set.zones
    .map(({ title, items }) => ({
      title,
      items: set.items.filter(item => items.includes(item.slug))
    }))
    .filter(({ items }) => items.length > 0);
}

function Problems(props: { items: IProblemSummary[] }): React.ReactElement {
  const { commands, model, trans } = useView();
  return (
    <ul className="jp-CodifySide-list">
      {props.items.map(item => (
        <li key={item.slug}>
          <button
            className="jp-CodifySide-problem"
            data-slug={item.slug}
            data-state={item.state}
            aria-current={model.current?.slug === item.slug || undefined}
            onClick={() =>
              void commands.execute(CommandIDs.openProblem, {
                slug: item.slug
              })
            }
          >
            <span className="jp-CodifyDot" aria-hidden="true" />
            <span className="jp-CodifySide-name" title={item.title}>
              {item.title}
            </span>
            <span className="jp-CodifyHiddenText">
              {stateName(item.state, trans)}
            </span>
          </button>
        </li>
      ))}
    </ul>
  );
}

const FIRST_SKILLS = 5;

/** What comes next and why, and how well each topic is mastered, weakest first. */
function MyPath(props: {
  skills: Resource<ISkill[]>;
  next: Resource<ISuggestion>;
}): React.ReactElement | null {
  const { trans } = useView();
  const [all, setAll] = React.useState(false);
  const known = (props.skills.value ?? [])
    .filter(one => one.attempts > 0)
    .sort((one, other) => (one.mastery ?? 0) - (other.mastery ?? 0));
  if (known.length === 0 && !props.next.value) {
    return null;
  }
  return (
    <Section title={trans.__('My path')}>
      <Next next={props.next} />
      <ul className="jp-CodifySide-skills">
        {known.slice(0, all ? undefined : FIRST_SKILLS).map(skill => (
          <Skill key={skill.tag} skill={skill} />
        ))}
      </ul>
      {known.length > FIRST_SKILLS && (
        <button
          className="jp-CodifyLink jp-CodifySide-more"
          aria-expanded={all}
          onClick={() => setAll(!all)}
        >
          {all
            ? trans.__('Show fewer topics')
            : trans.__('Show all %1 topics', known.length)}
        </button>
      )}
    </Section>
  );
}

function Skill(props: { skill: ISkill }): React.ReactElement {
  const { trans } = useView();
  const { tag, mastery = 0, solved, problems } = props.skill;
  return (
    <li>
      <span>{tag}</span>
      <span>
        {problems !== undefined && (
          <span className="jp-CodifySide-count">
            {trans.__('%1 of %2 solved', solved, problems)}
          </span>
        )}{' '}
        {Math.round(mastery * 100)} %
      </span>
      <Bar share={mastery} />
    </li>
  );
}

/** Decoration: the figure stands beside it in words. */
function Bar(props: { share: number }): React.ReactElement {
  return (
    <div className="jp-CodifyBar" aria-hidden="true">
      <div style={{ width: `${Math.round(props.share * 100)}%` }} />
    </div>
  );
}

function Next(props: {
  next: Resource<ISuggestion>;
}): React.ReactElement | null {
  const { commands, trans } = useView();
  const suggestion = props.next.value;
  if (!suggestion) {
    return null;
  }
  const { problem, reason } = suggestion;
  return (
    <section className="jp-CodifyNext" aria-label={trans.__('Next')}>
      {problem && (
        <button
          className="jp-CodifyNext-open"
          onClick={() =>
            void commands.execute(CommandIDs.openProblem, {
              slug: problem.slug
            })
          }
        >
          {trans.__('Next: %1', problem.title)}
        </button>
      )}
      <p>
        <Inline text={reason} />
      </p>
    </section>
  );
}
