/** Which events are shown, with how many there are of each sort. */
import { Chip } from "../../parts/Chip.tsx";
import { FILTERS } from "../../timeline/difference.ts";
import { filter, length, sorted } from "../../timeline/timeline.ts";

export function Filters() {
  return (
    <div class="timeline-filters" role="group" aria-label="Show">
      {FILTERS.map(({ filter: sort, label }) => {
        const number = sort === "all" ? length.value : sorted.value[sort].length;
        return (
          <Chip
            key={sort}
            on={filter.value === sort}
            onToggle={() => {
              filter.value = sort;
            }}
          >
            {label} <span class="timeline-number">{number.toLocaleString("en")}</span>
          </Chip>
        );
      })}
    </div>
  );
}
